package io.ember.examples.demo;

import java.util.Arrays;
import java.util.function.Function;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;

/** Calls to one node on loopback, over a connection of their own, in RESP2. Any thread. */
final class NodeCalls {
  private static final int TIMEOUT_MS = 30_000;
  private static final JedisClientConfig CONFIG =
      DefaultJedisClientConfig.builder()
          .autoNegotiateProtocol(false)
          .socketTimeoutMillis(TIMEOUT_MS)
          .build();

  private NodeCalls() {}

  /** {@return a connection to the node} */
  static Jedis connect(int port) {
    return new Jedis(new HostAndPort("127.0.0.1", port), CONFIG);
  }

  /** {@return what the calls on a new connection give} */
  static <T> T on(int port, Function<Jedis, T> calls) {
    try (Jedis jedis = connect(port)) {
      return calls.apply(jedis);
    }
  }

  /** {@return the reply to a CLUSTER command} */
  static Object cluster(int port, String... words) {
    return on(port, jedis -> jedis.sendCommand(Protocol.Command.CLUSTER, words));
  }

  /** {@return a reply as text, as Redis clients read it} */
  static String text(Object reply) {
    return reply instanceof byte[] bytes
        ? new String(bytes, Protocol.CHARSET)
        : String.valueOf(reply);
  }

  /** {@return the words in front of others} */
  static String[] words(String first, Iterable<String> others) {
    String[] words = {first};
    for (String each : others) {
      words = Arrays.copyOf(words, words.length + 1);
      words[words.length - 1] = each;
    }
    return words;
  }
}
