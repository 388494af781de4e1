package io.ember.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.Eventually;
import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InfoCommandTest {
  private static LocalNode node;
  private RespClient client;

  @BeforeAll
  static void start() {
    node = new LocalNode();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void connect() {
    client = node.connect();
    client.call("FLUSHALL");
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private long number(String section, String name) {
    String text = client.call("INFO", section);
    return Long.parseLong(text.replaceAll("(?s).*\\b" + name + ":(\\d+).*", "$1"));
  }

  @Test
  void hasTheSectionsOfRedisInTheirOrder() {
    assertThat(
            client
                .call("INFO")
                .lines()
                .filter(line -> line.startsWith("#") || line.startsWith("$#")))
        .containsExactly(
            "$# Server",
            "# Clients",
            "# Memory",
            "# Persistence",
            "# Stats",
            "# Replication",
            "# CPU",
            "# Modules",
            "# Cluster",
            "# Keyspace");
    assertThat(client.call("INFO", "everything")).startsWith("$# Server");
  }

  @Test
  void answersOnlyTheSectionsThatAreAskedFor() {
    assertThat(client.call("INFO", "KEYSPACE", "cluster"))
        .startsWith("$# Cluster\r\ncluster_enabled:1\r\nbus_datagrams_sent:0\r\n")
        .contains("\r\nbus_refused_replayed:0\r\n")
        .endsWith("\r\n\r\n# Keyspace\r\n");
    assertThat(client.call("INFO", "nonsense")).isEqualTo("$");
  }

  @Test
  void isVerbatimTextInResp3() {
    client.call("HELLO", "3");

    assertThat(client.call("INFO", "server"))
        .startsWith("=txt:# Server\r\nredis_version:7.2.0\r\n");
  }

  @Test
  void countsTheKeysOfAllLanesExactly() {
    for (int i = 0; i < 50; i++) {
      client.call("SET", "key" + i, "v");
    }
    for (int i = 0; i < 20; i++) {
      client.call("EXPIRE", "key" + i, "1000");
    }

    assertThat(client.call("INFO", "keyspace"))
        .isEqualTo("$# Keyspace\r\ndb0:keys=50,expires=20,avg_ttl=0\r\n");
  }

  @Test
  void countsHitsMissesAndCommands() {
    long hits = number("stats", "keyspace_hits");
    long misses = number("stats", "keyspace_misses");
    long commands = number("stats", "total_commands_processed");
    long input = number("stats", "total_net_input_bytes");
    long output = number("stats", "total_net_output_bytes");

    client.call("SET", "k", "v");
    client.call("GET", "k");
    client.call("GET", "no such key");

    assertThat(number("stats", "keyspace_hits")).isEqualTo(hits + 1);
    assertThat(number("stats", "keyspace_misses")).isEqualTo(misses + 1);
    assertThat(number("stats", "total_commands_processed")).isGreaterThan(commands + 3);
    assertThat(number("stats", "total_net_input_bytes")).isGreaterThan(input);
    assertThat(number("stats", "total_net_output_bytes")).isGreaterThan(output);
  }

  @Test
  void showsTheClients() {
    try (RespClient other = node.connect()) {
      other.call("SUBSCRIBE", "c");

      Eventually.is(() -> number("clients", "connected_clients"), 2L);
      assertThat(number("clients", "pubsub_clients")).isEqualTo(1);
      assertThat(number("stats", "pubsub_channels")).isEqualTo(1);
    }
    assertThat(number("clients", "maxclients")).isEqualTo(10_000);
  }

  @Test
  void namesTheRunAndTheMode() {
    String server = client.call("INFO", "server");

    assertThat(server)
        .contains("redis_mode:cluster\r\n", "tcp_port:" + node.port() + "\r\n", "lanes:2\r\n")
        .containsPattern("run_id:[0-9a-f]{40}\r\n")
        .containsPattern("process_id:" + ProcessHandle.current().pid() + "\r\n");
    assertThat(client.call("INFO", "persistence")).contains("loading:0\r\n");
    assertThat(client.call("INFO", "replication"))
        .contains("role:master\r\nconnected_slaves:0\r\n");
  }

  @Test
  void worksInsideATransaction() {
    client.call("MULTI");
    client.call("SET", "k", "v");
    client.call("INFO", "keyspace");

    assertThat(client.call("EXEC"))
        .isEqualTo("*[+OK $# Keyspace\r\ndb0:keys=1,expires=0,avg_ttl=0\r\n]");
  }
}
