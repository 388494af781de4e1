package io.ember.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import io.ember.engine.Slots;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlotStatsCommandTest {
  private static final Pattern ENTRY =
      Pattern.compile(
          "[*]\\[:(\\d+) [*%]\\[\\$key-count :(\\d+) \\$cpu-usec :(\\d+)"
              + " \\$network-bytes-in :(\\d+) \\$network-bytes-out :(\\d+)"
              + " \\$memory-bytes :(\\d+)\\]\\]");
  private static LocalNode node;
  private RespClient client;

  private record Stats(int slot, long keys, long cpuMicros, long in, long out, long memory) {}

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
    client.call("CONFIG", "RESETSTAT");
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private static int slotOf(String key) {
    return Slots.keySlot(key.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Stats> parse(String reply) {
    List<Stats> all = new ArrayList<>();
    Matcher entry = ENTRY.matcher(reply);
    while (entry.find()) {
      all.add(
          new Stats(
              Integer.parseInt(entry.group(1)),
              Long.parseLong(entry.group(2)),
              Long.parseLong(entry.group(3)),
              Long.parseLong(entry.group(4)),
              Long.parseLong(entry.group(5)),
              Long.parseLong(entry.group(6))));
    }
    return all;
  }

  private Stats stats(String key) {
    String slot = Integer.toString(slotOf(key));
    List<Stats> one = parse(client.call("CLUSTER", "SLOT-STATS", "SLOTSRANGE", slot, slot));
    assertThat(one).hasSize(1);
    return one.get(0);
  }

  @Test
  void answersAnArrayOfSlotsWithAMapForEach() {
    assertThat(client.call("CLUSTER", "SLOT-STATS", "SLOTSRANGE", "5", "6"))
        .isEqualTo(
            "*[*[:5 *[$key-count :0 $cpu-usec :0 $network-bytes-in :0 $network-bytes-out :0"
                + " $memory-bytes :0]]"
                + " *[:6 *[$key-count :0 $cpu-usec :0 $network-bytes-in :0 $network-bytes-out :0"
                + " $memory-bytes :0]]]");
    client.call("HELLO", "3");
    assertThat(client.call("CLUSTER", "SLOT-STATS", "SLOTSRANGE", "5", "5"))
        .startsWith("*[*[:5 %[$key-count :0");
  }

  @Test
  void countsTheBytesThatRedisCounts() {
    client.call("SET", "key", "value");

    Stats after = stats("key");

    assertThat(after.keys()).isEqualTo(1);
    assertThat(after.in()).isEqualTo("*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n".length());
    assertThat(after.out()).isEqualTo("+OK\r\n".length());
    assertThat(after.memory()).isPositive();
    client.call("DEL", "key");
    assertThat(stats("key").keys()).isZero();
  }

  @Test
  void countsEveryCallOfAPipelineAndTheTimeOfAllOfThem() {
    int calls = 20_000;
    for (int i = 0; i < calls; i++) {
      client.send("INCRBY", "counter", "1000000");
    }
    client.flush();
    for (int i = 1; i <= calls; i++) {
      assertThat(client.reply()).isEqualTo(":" + i * 1_000_000L);
    }

    Stats after = stats("counter");

    assertThat(after.in())
        .isEqualTo(
            (long) calls * "*3\r\n$6\r\nINCRBY\r\n$7\r\ncounter\r\n$7\r\n1000000\r\n".length());
    assertThat(after.cpuMicros()).isPositive();
  }

  @Test
  void measuresCallsOneByOne() {
    for (int i = 0; i < 200; i++) {
      client.call("SET", "single", "value");
    }

    assertThat(stats("single").cpuMicros()).isPositive();
  }

  @Test
  void countsLargeValuesInFull() {
    String value = "v".repeat(1 << 20);
    client.call("SET", "large", value);
    client.call("GET", "large");

    assertThat(stats("large").in()).isGreaterThan(1 << 20).isLessThan((1 << 20) + 200);
    assertThat(stats("large").out())
        .isEqualTo("+OK\r\n".length() + "$1048576\r\n".length() + (1 << 20) + 2);
  }

  @Test
  void countsCallsThatAreExecutedInSlices() {
    String value = "ab".repeat(5_000);
    client.call("SET", "{lcs}1", value);
    client.call("SET", "{lcs}2", value);
    long before = stats("lcs").out();

    assertThat(client.call("LCS", "{lcs}1", "{lcs}2", "LEN")).isEqualTo(":10000");

    assertThat(stats("lcs").out() - before).isEqualTo(":10000\r\n".length());
    assertThat(stats("lcs").cpuMicros()).isGreaterThan(1_000);
  }

  @Test
  void countsTheCallsOfATransaction() {
    client.call("MULTI");
    client.call("SET", "{tx}1", "v");
    client.call("GET", "{tx}1");
    assertThat(client.call("EXEC")).isEqualTo("*[+OK $v]");

    Stats after = stats("tx");

    assertThat(after.in())
        .isEqualTo(
            "*3\r\n$3\r\nSET\r\n$5\r\n{tx}1\r\n$1\r\nv\r\n*2\r\n$3\r\nGET\r\n$5\r\n{tx}1\r\n"
                .length());
    assertThat(after.out()).isEqualTo("+OK\r\n$1\r\nv\r\n".length());
  }

  @Test
  void countsNoBytesOfCallsOfTheProgram() {
    node.engine().put("embedded", "value");

    assertThat(stats("embedded").keys()).isEqualTo(1);
    assertThat(stats("embedded").in()).isZero();
    assertThat(stats("embedded").out()).isZero();
  }

  @Test
  void ordersByAMetricAndThenBySlot() {
    for (int i = 0; i < 3; i++) {
      client.call("SET", "{a}" + i, "v");
    }
    client.call("SET", "{b}", "v");
    client.call("SET", "{b}2", "v");
    client.call("SET", "{c}", "v");

    List<Stats> falling = parse(client.call("CLUSTER", "SLOT-STATS", "ORDERBY", "KEY-COUNT"));
    assertThat(falling).hasSize(16_384);
    assertThat(falling.subList(0, 3))
        .extracting(Stats::slot)
        .containsExactly(slotOf("a"), slotOf("b"), slotOf("c"));
    assertThat(falling.subList(3, 6)).extracting(Stats::slot).containsExactly(0, 1, 2);
    List<Stats> rising =
        parse(
            client.call("cluster", "slot-stats", "orderby", "key-count", "asc", "limit", "16383"));
    assertThat(rising).hasSize(16_383);
    assertThat(rising.subList(0, 3)).extracting(Stats::slot).containsExactly(0, 1, 2);
    assertThat(rising.get(16_382).slot()).isEqualTo(slotOf("b"));
    for (String metric :
        List.of("cpu-usec", "network-bytes-in", "network-bytes-out", "memory-bytes")) {
      assertThat(parse(client.call("CLUSTER", "SLOT-STATS", "ORDERBY", metric, "LIMIT", "1")))
          .as(metric)
          .hasSize(1);
    }
    assertThat(
            parse(client.call("CLUSTER", "SLOT-STATS", "ORDERBY", "network-bytes-in", "LIMIT", "1"))
                .get(0)
                .slot())
        .isEqualTo(slotOf("a"));
  }

  @Test
  void refusesWhatRedisRefuses() {
    assertThat(client.call("CLUSTER", "SLOT-STATS"))
        .isEqualTo("-ERR wrong number of arguments for 'cluster|slot-stats' command");
    String unknown =
        "-ERR unknown subcommand or wrong number of arguments for 'SLOT-STATS'. Try CLUSTER HELP.";
    assertThat(client.call("CLUSTER", "SLOT-STATS", "SLOTSRANGE", "0")).isEqualTo(unknown);
    assertThat(client.call("CLUSTER", "SLOT-STATS", "SLOTSRANGE", "0", "1", "2"))
        .isEqualTo(unknown);
    assertThat(client.call("CLUSTER", "SLOT-STATS", "SLOTS", "0", "1")).isEqualTo(unknown);
    String noSlot = "-ERR Invalid or out of range slot";
    assertThat(client.call("CLUSTER", "SLOT-STATS", "SLOTSRANGE", "-1", "1")).isEqualTo(noSlot);
    assertThat(client.call("CLUSTER", "SLOT-STATS", "SLOTSRANGE", "0", "16384")).isEqualTo(noSlot);
    assertThat(client.call("CLUSTER", "SLOT-STATS", "SLOTSRANGE", "x", "1")).isEqualTo(noSlot);
    assertThat(client.call("CLUSTER", "SLOT-STATS", "SLOTSRANGE", "2", "1"))
        .isEqualTo("-ERR Start slot number 2 is greater than end slot number 1");
    assertThat(client.call("CLUSTER", "SLOT-STATS", "ORDERBY", "hits"))
        .isEqualTo("-ERR Unrecognized sort metric for ORDERBY.");
    assertThat(order("UP")).isEqualTo("-ERR syntax error");
    assertThat(order("LIMIT")).isEqualTo("-ERR syntax error");
    String limit = "-ERR Limit has to lie in between 1 and 16384 (maximum number of slots).";
    assertThat(order("LIMIT", "0")).isEqualTo(limit);
    assertThat(order("LIMIT", "16385")).isEqualTo(limit);
    assertThat(order("LIMIT", "x")).isEqualTo(limit);
    String twice = "-ERR Multiple filters of the same type are disallowed.";
    assertThat(order("ASC", "DESC")).isEqualTo(twice);
    assertThat(order("LIMIT", "1", "LIMIT", "1")).isEqualTo(twice);
  }

  private String order(String... options) {
    List<String> words = new ArrayList<>(List.of("CLUSTER", "SLOT-STATS", "ORDERBY", "key-count"));
    words.addAll(List.of(options));
    return client.call(words.toArray(new String[0]));
  }

  @Test
  void tellsOnlyOfSlotsOfTheShard() {
    String slot = Integer.toString(slotOf("gone"));

    assertThat(client.call("CLUSTER", "DELSLOTS", slot)).isEqualTo("+OK");
    assertThat(client.call("CLUSTER", "SLOT-STATS", "SLOTSRANGE", slot, slot)).isEqualTo("*[]");
    assertThat(parse(client.call("CLUSTER", "SLOT-STATS", "ORDERBY", "key-count")))
        .hasSize(16_383)
        .noneMatch(stats -> stats.slot() == slotOf("gone"));

    assertThat(client.call("CLUSTER", "ADDSLOTS", slot)).isEqualTo("+OK");
    assertThat(stats("gone").keys()).isZero();
  }
}
