package io.ember.cluster.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.Eventually;
import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two nodes over their bus, of which one passes on what it does not serve: the other one serves the
 * upper half of the slots.
 */
class ForwardingTest {
  /** Slot 12182, of the other node. */
  private static final String THERE = "foo";

  /** Slot 5061, of the node that is asked. */
  private static final String HERE = "bar";

  private static LocalNode owner;
  private static LocalNode asked;

  @BeforeAll
  static void start() {
    owner = new LocalNode();
    asked =
        new LocalNode(
            "ember.cluster.bootstrap", "false",
            "ember.cluster.seeds", "127.0.0.1:" + owner.busPort(),
            "ember.cluster.remote-calls", "forward");
    try (RespClient toOwner = owner.connect();
        RespClient toAsked = asked.connect()) {
      Eventually.is(() -> toAsked.call("CLUSTER", "INFO").contains("cluster_known_nodes:2"), true);
      assertThat(toOwner.call("CLUSTER", "DELSLOTSRANGE", "0", "8191")).isEqualTo("+OK");
      Eventually.is(() -> toAsked.call("CLUSTER", "ADDSLOTSRANGE", "0", "8191"), "+OK");
      Eventually.is(() -> toAsked.call("SET", HERE, "1"), "+OK");
      Eventually.is(() -> toOwner.call("GET", HERE).startsWith("-MOVED"), true);
    }
  }

  @AfterAll
  static void stop() {
    asked.close();
    owner.close();
  }

  @Test
  void answersForTheOwnerErrorsIncluded() {
    try (RespClient client = asked.connect();
        RespClient direct = owner.connect()) {
      assertThat(client.call("SET", THERE, "word")).isEqualTo("+OK");
      assertThat(direct.call("GET", THERE)).isEqualTo("$word");
      assertThat(client.call("GET", THERE)).isEqualTo("$word");
      assertThat(client.call("SET", THERE, "x", "NX")).isEqualTo("nil");
      assertThat(client.call("INCR", THERE))
          .isEqualTo("-ERR value is not an integer or out of range");
      assertThat(client.call("GETRANGE", THERE, "1", "x"))
          .isEqualTo("-ERR value is not an integer or out of range");
      assertThat(client.call("DEL", THERE)).isEqualTo(":1");
      assertThat(client.call("GET", THERE)).isEqualTo("nil");
      assertThat(client.call("HELLO", "3")).contains("proto");
      assertThat(client.call("GET", THERE)).isEqualTo("_");
    }
  }

  @Test
  void carriesLargeValuesAndRefusesThoseThatAreTooLarge() {
    String large = "v".repeat(1 << 20);
    try (RespClient client = asked.connect()) {
      assertThat(client.call("SET", "{foo}large", large)).isEqualTo("+OK");
      assertThat(client.call("GET", "{foo}large")).isEqualTo("$" + large);
      assertThat(client.call("SET", "{foo}large", "v".repeat(17 << 20)))
          .startsWith("-ERR a call on a key of another node has at most");
      assertThat(client.call("STRLEN", "{foo}large")).isEqualTo(":" + large.length());
    }
  }

  @Test
  void keepsTheOrderOfRepliesAndEffects() {
    SplittableRandom random = new SplittableRandom(1);
    int[] values = new int[2];
    int count = 5_000;
    String[] expected = new String[count];
    try (RespClient client = asked.connect()) {
      for (int i = 0; i < count; i++) {
        int which = random.nextInt(2);
        String key = (which == 0 ? "{foo}" : "{bar}") + "order";
        if (random.nextInt(3) == 0) {
          client.send("GET", key);
          expected[i] = values[which] == 0 ? "nil" : "$" + values[which];
        } else {
          client.send("INCR", key);
          expected[i] = ":" + ++values[which];
        }
      }
      client.flush();
      for (int i = 0; i < count; i++) {
        assertThat(client.reply()).as("reply %d", i).isEqualTo(expected[i]);
      }
    }
  }

  @Test
  void executesManyKeysAndTransactionsOfOneSlotThere() {
    try (RespClient client = asked.connect()) {
      assertThat(client.call("MSET", "{foo}a", "1", "{foo}b", "2")).isEqualTo("+OK");
      assertThat(client.call("MGET", "{foo}a", "{foo}b")).isEqualTo("*[$1 $2]");
      assertThat(client.call("MGET", "{foo}a", "{bar}b")).startsWith("-CROSSSLOT");

      assertThat(client.call("MULTI")).isEqualTo("+OK");
      assertThat(client.call("INCR", "{foo}a")).isEqualTo("+QUEUED");
      assertThat(client.call("INCR", "{foo}nosuch\0")).isEqualTo("+QUEUED");
      assertThat(client.call("APPEND", "{foo}b", "x")).isEqualTo("+QUEUED");
      assertThat(client.call("INCR", "{foo}b")).isEqualTo("+QUEUED");
      assertThat(client.call("EXEC"))
          .isEqualTo("*[:2 :1 :2 -ERR value is not an integer or out of range]");
      assertThat(client.call("GET", "{foo}b")).isEqualTo("$2x");

      client.call("MULTI");
      client.call("INCR", "{foo}a");
      assertThat(client.call("GET", HERE)).isEqualTo("+QUEUED");
      assertThat(client.call("EXEC")).startsWith("-CROSSSLOT");
      client.call("MULTI");
      client.call("INCR", "{foo}a");
      client.call("PING");
      assertThat(client.call("EXEC")).startsWith("-EXECABORT");
      assertThat(client.call("GET", "{foo}a")).isEqualTo("$2");
    }
  }

  @Test
  void watchesKeysThere() {
    try (RespClient client = asked.connect();
        RespClient other = owner.connect()) {
      other.call("SET", "{foo}w", "1");
      assertThat(client.call("WATCH", "{foo}w", "{foo}v")).isEqualTo("+OK");
      assertThat(exec(client, "{foo}w")).as("nothing has changed").isEqualTo("*[:2]");

      assertThat(client.call("WATCH", "{foo}w", "{foo}v")).isEqualTo("+OK");
      other.call("SET", "{foo}v", "changed");
      assertThat(exec(client, "{foo}w")).as("a key has changed").isEqualTo("nil");
      assertThat(exec(client, "{foo}w")).as("EXEC ends the watches").isEqualTo("*[:3]");

      assertThat(client.call("WATCH", "{foo}w")).isEqualTo("+OK");
      other.call("SET", "{foo}w", "5");
      assertThat(client.call("UNWATCH")).isEqualTo("+OK");
      assertThat(exec(client, "{foo}w")).as("UNWATCH does as well").isEqualTo("*[:6]");

      assertThat(client.call("WATCH", "{foo}w")).isEqualTo("+OK");
      assertThat(client.call("WATCH", "{a}x")).as("another slot there").startsWith("-ERR keys of");
      assertThat(client.call("WATCH", HERE)).isEqualTo("+OK");
      assertThat(exec(client, "{foo}w")).as("keys of two nodes").startsWith("-EXECABORT");
      assertThat(client.call("GET", "{foo}w")).isEqualTo("$6");
    }
  }

  private static String exec(RespClient client, String key) {
    assertThat(client.call("MULTI")).isEqualTo("+OK");
    assertThat(client.call("INCR", key)).isEqualTo("+QUEUED");
    return client.call("EXEC");
  }

  @Test
  void servesEmbeddedCode() {
    asked.engine().put("{foo}embedded", "value");

    assertThat(asked.engine().get("{foo}embedded")).isEqualTo("value");
    assertThat(owner.engine().get("{foo}embedded")).isEqualTo("value");
    assertThat(asked.engine().call("APPEND", "{foo}embedded", "s").toString()).contains("6");
  }

  @Test
  void keepsLocalWhatIsAboutTheNode() {
    try (RespClient client = asked.connect();
        RespClient direct = owner.connect()) {
      client.call("SET", "{foo}local", "1");
      int there = Integer.parseInt(direct.call("DBSIZE").substring(1));
      int here = Integer.parseInt(client.call("DBSIZE").substring(1));
      assertThat(there).isPositive();
      assertThat(client.call("CLUSTER", "COUNTKEYSINSLOT", "12182")).isEqualTo(":0");
      assertThat(client.call("KEYS", "{foo}local")).isEqualTo("*[]");
      assertThat(here).isNotNegative();
    }
  }
}
