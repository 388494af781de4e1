package io.ember.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigCommandsTest {
  private static LocalNode node;
  private RespClient client;

  @BeforeAll
  static void start() {
    node = new LocalNode("ember.storage.eviction", "allkeys-lru");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void connect() {
    client = node.connect();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void answersParametersByNameAndByPattern() {
    assertThat(client.call("CONFIG", "GET", "save")).isEqualTo("*[$save $]");
    // As Redis 7 does: a name without wildcards comes back as it was asked for.
    assertThat(client.call("CONFIG", "GET", "APPENDONLY")).isEqualTo("*[$APPENDONLY $no]");
    assertThat(client.call("CONFIG", "GET", "maxmemory*", "timeout"))
        .contains("$maxmemory $0", "$maxmemory-policy $allkeys-lru", "$timeout $0");
    assertThat(client.call("CONFIG", "GET", "no-such-parameter")).isEqualTo("*[]");
    assertThat(client.call("CONFIG", "GET", "port")).isEqualTo("*[$port $" + node.port() + "]");
    assertThat(client.call("CONFIG", "GET", "cluster-enabled"))
        .isEqualTo("*[$cluster-enabled $yes]");
  }

  @Test
  void answersAMapInResp3() {
    client.call("HELLO", "3");

    assertThat(client.call("CONFIG", "GET", "databases")).isEqualTo("%[$databases $1]");
  }

  @Test
  void changesTheLimitOfMemory() {
    assertThat(client.call("CONFIG", "SET", "maxmemory", "100mb")).isEqualTo("+OK");
    try {
      assertThat(client.call("CONFIG", "GET", "maxmemory")).isEqualTo("*[$maxmemory $104857600]");
      assertThat(client.call("CONFIG", "SET", "maxmemory", "1", "maxmemory-policy", "noeviction"))
          .isEqualTo("+OK");
      // The limit is looked at before a write; the first one may still find no byte in use.
      client.call("SET", "oom", "1");
      assertThat(client.call("SET", "oom", "2"))
          .isEqualTo("-OOM command not allowed when used memory > 'maxmemory'.");
    } finally {
      assertThat(client.call("CONFIG", "SET", "maxmemory", "0", "maxmemory-policy", "allkeys-lru"))
          .isEqualTo("+OK");
    }
    assertThat(client.call("SET", "oom", "3")).isEqualTo("+OK");
  }

  @Test
  void aPolicyThatNeedsAccessTimesIsRefusedWhereNoneWereNoted() {
    try (LocalNode plain = new LocalNode();
        RespClient there = plain.connect()) {
      assertThat(there.call("CONFIG", "SET", "maxmemory-policy", "noeviction")).isEqualTo("+OK");
      assertThat(there.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru"))
          .startsWith("-ERR CONFIG SET failed")
          .contains("ember.storage.eviction");
    }
  }

  @Test
  void changesHowManyClientsAreServed() {
    assertThat(client.call("CONFIG", "SET", "maxclients", "1")).isEqualTo("+OK");
    try (RespClient tooMany = node.connect()) {
      assertThat(tooMany.reply()).isEqualTo("-ERR max number of clients reached");
      assertThat(tooMany.reply()).isEqualTo("closed");
    } finally {
      assertThat(client.call("CONFIG", "SET", "maxclients", "10000")).isEqualTo("+OK");
    }
  }

  @Test
  void closesSilentConnectionsButNoSubscribers() {
    try (RespClient silent = node.connect();
        RespClient subscriber = node.connect()) {
      assertThat(silent.call("PING")).isEqualTo("+PONG");
      assertThat(subscriber.call("SUBSCRIBE", "idle")).startsWith("*[$subscribe");
      assertThat(client.call("CONFIG", "SET", "timeout", "1")).isEqualTo("+OK");
      assertThat(silent.reply()).isEqualTo("closed");

      try (RespClient late = node.connect()) {
        assertThat(late.call("PUBLISH", "idle", "still there")).isEqualTo(":1");
        assertThat(late.call("CONFIG", "SET", "timeout", "0")).isEqualTo("+OK");
      }
      assertThat(subscriber.reply()).isEqualTo("*[$message $idle $still there]");
    }
  }

  @Test
  void refusesWhatItCannotDoWithTheWordsOfRedis() {
    String failed = "-ERR CONFIG SET failed (possibly related to argument '%s') - %s";
    assertThat(client.call("CONFIG", "SET", "foo", "bar"))
        .isEqualTo("-ERR Unknown option or number of arguments for CONFIG SET - 'foo'");
    assertThat(client.call("CONFIG", "SET", "maxmemory", "x"))
        .isEqualTo(String.format(failed, "maxmemory", "argument must be a memory value"));
    assertThat(client.call("CONFIG", "SET", "timeout", "-1"))
        .isEqualTo(
            String.format(
                failed, "timeout", "argument must be between 0 and 2147483647 inclusive"));
    assertThat(client.call("CONFIG", "SET", "timeout", "x"))
        .isEqualTo(String.format(failed, "timeout", "argument couldn't be parsed into an integer"));
    assertThat(client.call("CONFIG", "SET", "databases", "2"))
        .isEqualTo(String.format(failed, "databases", "can't set immutable config"));
    assertThat(client.call("CONFIG", "SET", "databases", "1")).isEqualTo("+OK");
    assertThat(client.call("CONFIG", "SET", "timeout", "5", "x")).isEqualTo("-ERR syntax error");
    assertThat(client.call("CONFIG", "REWRITE")).startsWith("-ERR ");
  }

  @Test
  void setsAllOrNothing() {
    assertThat(client.call("CONFIG", "SET", "maxclients", "77", "timeout", "x")).startsWith("-ERR");
    assertThat(client.call("CONFIG", "SET", "maxclients", "77", "maxclients", "78"))
        .contains("duplicate parameter");

    assertThat(client.call("CONFIG", "GET", "maxclients")).isEqualTo("*[$maxclients $10000]");
  }

  @Test
  void resetStatStartsTheCountersAnew() {
    client.call("SET", "stat-key", "1");
    client.call("GET", "stat-key");
    client.call("GET", "no such key");
    assertThat(client.call("INFO", "stats")).containsPattern("keyspace_hits:[1-9]");

    assertThat(client.call("CONFIG", "RESETSTAT")).isEqualTo("+OK");

    assertThat(client.call("INFO", "stats"))
        .contains("keyspace_hits:0\r\n", "keyspace_misses:0\r\n", "total_connections_received:0");
  }
}
