package io.ember.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import io.ember.engine.Slots;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterCommandsTest {
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
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private String id() {
    return client.call("CLUSTER", "MYID").substring(1);
  }

  @Test
  void theFirstNodeOfAClusterServesAllSlots() {
    assertThat(client.call("CLUSTER", "INFO"))
        .isEqualTo(
            """
            $cluster_state:ok
            cluster_slots_assigned:16384
            cluster_slots_ok:16384
            cluster_slots_pfail:0
            cluster_slots_fail:0
            cluster_known_nodes:1
            cluster_size:1
            cluster_current_epoch:1
            cluster_my_epoch:1
            cluster_raft_voters:1
            cluster_raft_leading:1
            cluster_stats_messages_sent:0
            cluster_stats_messages_received:0
            total_cluster_links_buffer_limit_exceeded:0
            """
                .replace("\n", "\r\n"));
    assertThat(id()).matches("[0-9a-f]{40}");
    assertThat(client.call("CLUSTER", "NODES"))
        .isEqualTo(
            "$"
                + id()
                + " 127.0.0.1:"
                + node.port()
                + "@"
                + node.busPort()
                + " myself,master - 0 0 1 connected 0-16383\n");
    assertThat(client.call("CLUSTER", "SLOTS"))
        .isEqualTo("*[*[:0 :16383 *[$127.0.0.1 :" + node.port() + " $" + id() + " *[]]]]");
    assertThat(client.call("CLUSTER", "SHARDS"))
        .isEqualTo(
            "*[*[$slots *[:0 :16383] $nodes *[*[$id $"
                + id()
                + " $port :"
                + node.port()
                + " $ip $127.0.0.1 $endpoint $127.0.0.1 $role $master $replication-offset :0"
                + " $health $online]]]]");
  }

  @Test
  void mapsAreMapsInResp3() {
    client.call("HELLO", "3");

    assertThat(client.call("CLUSTER", "SHARDS")).startsWith("*[%[$slots *[:0 :16383] $nodes *[%[");
    assertThat(client.call("CLUSTER", "SLOTS")).endsWith(" %[]]]]");
    assertThat(client.call("CLUSTER", "INFO")).startsWith("=txt:cluster_state:ok");
    assertThat(client.call("CLUSTER", "NODES")).startsWith("=txt:");
  }

  @Test
  void tellsTheSlotOfAKeyByItsHashTag() {
    assertThat(client.call("CLUSTER", "KEYSLOT", "123456789")).isEqualTo(":12739");
    assertThat(client.call("CLUSTER", "KEYSLOT", "{user}.a"))
        .isEqualTo(client.call("CLUSTER", "KEYSLOT", "user"));
    assertThat(client.call("CLUSTER", "KEYSLOT"))
        .isEqualTo("-ERR wrong number of arguments for 'cluster|keyslot' command");
  }

  @Test
  void countsAndListsTheKeysOfASlot() {
    int slot = Slots.keySlot("{tag}".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 1500; i++) {
      client.send("SET", "{tag}" + i, "v");
    }
    client.flush();
    for (int i = 0; i < 1500; i++) {
      assertThat(client.reply()).isEqualTo("+OK");
    }

    assertThat(client.call("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)))
        .isEqualTo(":1500");
    assertThat(keys(slot, 10)).hasSize(10).doesNotHaveDuplicates();
    assertThat(keys(slot, 100_000))
        .hasSize(1500)
        .doesNotHaveDuplicates()
        .allMatch(key -> key.startsWith("${tag}"));
    assertThat(client.call("CLUSTER", "GETKEYSINSLOT", "0", "10")).isEqualTo("*[]");
  }

  private String[] keys(int slot, int limit) {
    String reply =
        client.call("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), Integer.toString(limit));
    return reply.substring(2, reply.length() - 1).split(" ");
  }

  @Test
  void refusesSlotsThatDoNotExist() {
    assertThat(client.call("CLUSTER", "COUNTKEYSINSLOT", "16384")).isEqualTo("-ERR Invalid slot");
    assertThat(client.call("CLUSTER", "COUNTKEYSINSLOT", "-1")).isEqualTo("-ERR Invalid slot");
    assertThat(client.call("CLUSTER", "COUNTKEYSINSLOT", "x"))
        .isEqualTo("-ERR value is not an integer or out of range");
    assertThat(client.call("CLUSTER", "GETKEYSINSLOT", "0", "-1"))
        .isEqualTo("-ERR Invalid slot or number of keys");
  }

  @Test
  void knowsNoOtherNodes() {
    assertThat(client.call("CLUSTER", "REPLICAS", id())).isEqualTo("*[]");
    assertThat(client.call("CLUSTER", "SLAVES", id())).isEqualTo("*[]");
    assertThat(client.call("CLUSTER", "REPLICAS", "nobody")).isEqualTo("-ERR Unknown node nobody");
    assertThat(client.call("CLUSTER", "COUNT-FAILURE-REPORTS", id())).isEqualTo(":0");
    assertThat(client.call("CLUSTER", "COUNT-FAILURE-REPORTS", "nobody"))
        .isEqualTo("-ERR Unknown node nobody");
    assertThat(client.call("CLUSTER", "LINKS")).isEqualTo("*[]");
    assertThat(client.call("CLUSTER", "SAVECONFIG")).isEqualTo("+OK");
    assertThat(client.call("CLUSTER", "MYSHARDID")).matches("\\$[0-9a-f]{40}");
  }

  @Test
  void refusesChangesThatMakeNoSense() {
    assertThat(client.call("CLUSTER", "ADDSLOTS", "1")).isEqualTo("-ERR Slot 1 is already busy");
    assertThat(client.call("CLUSTER", "ADDSLOTS", "16384"))
        .isEqualTo("-ERR Invalid or out of range slot");
    assertThat(client.call("CLUSTER", "DELSLOTS", "1", "1"))
        .isEqualTo("-ERR Slot 1 specified multiple times");
    assertThat(client.call("CLUSTER", "ADDSLOTSRANGE", "5", "1"))
        .isEqualTo("-ERR start slot number 5 is greater than end slot number 1");
    assertThat(client.call("CLUSTER", "MEET", "127.0.0.1", "x"))
        .isEqualTo("-ERR Invalid base port specified: x");
    assertThat(client.call("CLUSTER", "MEET", "a b", "1"))
        .isEqualTo("-ERR Invalid node address specified: a b:1");
    assertThat(client.call("CLUSTER", "FORGET", "nobody")).isEqualTo("-ERR Unknown node nobody");
    assertThat(client.call("CLUSTER", "FORGET", id()))
        .isEqualTo("-ERR I tried hard but I can't forget myself...");
    assertThat(client.call("CLUSTER", "REPLICATE", id())).isEqualTo("-ERR Can't replicate myself");
    assertThat(client.call("CLUSTER", "SET-CONFIG-EPOCH", "7"))
        .isEqualTo("-ERR Node config epoch is already non-zero");
    assertThat(client.call("CLUSTER", "BUMPEPOCH")).isEqualTo("+STILL 1");
    assertThat(client.call("CLUSTER", "FOO"))
        .isEqualTo("-ERR unknown subcommand 'FOO'. Try CLUSTER HELP.");
  }

  @Test
  void aNodeAloneTakesSlotsAndGivesEmptyOnesUp() {
    try (LocalNode alone = new LocalNode("ember.cluster.bootstrap", "false");
        RespClient there = alone.connect()) {
      assertThat(there.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383")).isEqualTo("+OK");
      assertThat(there.call("SET", "a", "1")).isEqualTo("+OK");
      String slot = there.call("CLUSTER", "KEYSLOT", "a").substring(1);
      assertThat(there.call("CLUSTER", "DELSLOTS", slot, "0"))
          .isEqualTo("-ERR the slots hold keys; only empty slots can be given up");
      assertThat(there.call("GET", "a")).isEqualTo("$1");
      assertThat(there.call("CLUSTER", "DELSLOTS", "0", "1")).isEqualTo("+OK");
      assertThat(there.call("CLUSTER", "INFO")).contains("cluster_slots_assigned:16382");
      assertThat(there.call("CLUSTER", "RESET")).startsWith("-ERR CLUSTER RESET can't be called");
      assertThat(there.call("DEL", "a")).isEqualTo(":1");
      String before = there.call("CLUSTER", "MYID");
      assertThat(there.call("CLUSTER", "RESET", "HARD")).isEqualTo("+OK");
      assertThat(there.call("CLUSTER", "MYID")).isNotEqualTo(before);
      assertThat(there.call("CLUSTER", "INFO")).contains("cluster_slots_assigned:0");
    }
  }

  @Test
  void keysOfOneCallHaveToShareASlot() {
    assertThat(client.call("MSET", "a", "1", "b", "2"))
        .isEqualTo("-CROSSSLOT Keys in request don't hash to the same slot");
    assertThat(client.call("SSUBSCRIBE", "a", "b"))
        .isEqualTo("-CROSSSLOT Keys in request don't hash to the same slot");
  }

  @Test
  void keepsItsNameAndItsSlotsOverARestart(@TempDir Path directory) {
    String before = nodes(directory);

    assertThat(nodes(directory, "ember.cluster.bootstrap", "false"))
        .isEqualTo(before)
        .endsWith(" 0-16383\n");
  }

  private static String nodes(Path directory, String... settings) {
    try (LocalNode restarted = new LocalNode(directory, settings);
        RespClient there = restarted.connect()) {
      return there
          .call("CLUSTER", "NODES")
          .replaceAll(":\\d+@\\d+", ":port@bus")
          // A restart is a new epoch of the shard.
          .replaceAll(" 0 0 \\d+ connected", " 0 0 epoch connected");
    }
  }

  @Test
  void aNodeAloneServesNoSlot() {
    try (LocalNode alone = new LocalNode("ember.cluster.bootstrap", "false");
        RespClient there = alone.connect()) {
      assertThat(there.call("GET", "a")).isEqualTo("-CLUSTERDOWN Hash slot not served");
      assertThat(there.call("SET", "a", "1")).isEqualTo("-CLUSTERDOWN Hash slot not served");
      assertThat(there.call("CLUSTER", "INFO"))
          .contains("cluster_state:fail", "cluster_slots_assigned:0", "cluster_current_epoch:0");
      assertThat(there.call("CLUSTER", "SLOTS")).isEqualTo("*[]");
      assertThat(there.call("CLUSTER", "NODES")).endsWith(" connected\n");
      assertThat(there.call("PING")).isEqualTo("+PONG");
    }
  }

  @Test
  void aNodeThatListensEverywhereIsWhereTheClientHasFoundIt() {
    try (LocalNode open =
            new LocalNode("ember.client.host", "0.0.0.0", "ember.bus.host", "127.0.0.1");
        RespClient there = open.connect()) {
      assertThat(there.call("CLUSTER", "SLOTS")).contains("*[$127.0.0.1 :" + open.port());
      assertThat(there.call("CLUSTER", "NODES")).contains(" 127.0.0.1:" + open.port() + "@");
    }
  }

  @Test
  void aNodeTellsTheNameThatItIsToldToTell() {
    try (LocalNode named =
            new LocalNode(
                "ember.client.announce-host", "ember.example", "ember.client.announce-port", "7");
        RespClient there = named.connect()) {
      assertThat(there.call("CLUSTER", "SLOTS")).contains("*[$ember.example :7 ");
      assertThat(there.call("CLUSTER", "NODES"))
          .contains(" ember.example:7@" + named.busPort() + " ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INFO", "NODES", "MYID", "HELP", "SLOTS", "SHARDS", "SAVECONFIG"})
  void aSingleEngineHasNoClusterCommands(String subcommand) {
    try (LocalNode single = new LocalNode("ember.cluster.enabled", "false");
        RespClient there = single.connect()) {
      assertThat(there.call("CLUSTER", subcommand))
          .isEqualTo("-ERR This instance has cluster support disabled");
    }
  }

  @Test
  void aSingleEngineKnowsNoSlots() {
    try (LocalNode single = new LocalNode("ember.cluster.enabled", "false");
        RespClient there = single.connect()) {
      assertThat(there.call("MSET", "a", "1", "b", "2")).isEqualTo("+OK");
      assertThat(there.call("CLUSTER", "COUNTKEYSINSLOT", "1"))
          .isEqualTo("-ERR This instance has cluster support disabled");
      assertThat(there.call("READONLY"))
          .isEqualTo("-ERR This instance has cluster support disabled");
      assertThat(there.call("SELECT", "1")).isEqualTo("-ERR DB index is out of range");
      assertThat(there.call("INFO", "cluster")).contains("cluster_enabled:0");
      assertThat(there.call("HELLO")).contains("$mode $standalone");
    }
  }
}
