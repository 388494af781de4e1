package io.ember.examples.process;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClusterClient;

/** Stock clients of a cluster on loopback. */
public final class ClusterClients {
  private ClusterClients() {}

  /**
   * {@return a client that may ask any of these nodes, and asks again}
   *
   * @param timeoutMs of a connection and of a call
   * @param attempts how often it tries a call
   * @param patience how long it tries at most
   */
  public static RedisClusterClient connect(
      Collection<Integer> ports, int timeoutMs, int attempts, Duration patience) {
    JedisClientConfig config =
        DefaultJedisClientConfig.builder()
            .autoNegotiateProtocol(false)
            .socketTimeoutMillis(timeoutMs)
            .connectionTimeoutMillis(timeoutMs)
            .build();
    Set<HostAndPort> nodes =
        ports.stream().map(port -> new HostAndPort("127.0.0.1", port)).collect(Collectors.toSet());
    return RedisClusterClient.builder()
        .nodes(nodes)
        .clientConfig(config)
        .maxAttempts(attempts)
        .maxTotalRetriesDuration(patience)
        .build();
  }
}
