package io.ember.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.examples.support.Eventually;
import io.ember.examples.support.RedisServer;
import io.ember.examples.support.RespValue;
import io.ember.examples.support.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code redis-cli --cluster} does to slots, unchanged, while a client works on their keys.
 */
class RedisCliMovesIT {
  private static final int TAGS = 24;

  @TempDir static Path dir;
  private static MovingCluster cluster;

  @BeforeAll
  static void start() throws InterruptedException {
    assumeTrue(
        RedisServer.isOnPath("redis-cli"),
        "redis-cli is not on the PATH (apt-get install redis-tools)");
    cluster = MovingCluster.start(dir, 3, 0);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) { // redis-cli was there
      cluster.close();
    }
  }

  private static List<String> command(String... words) {
    List<String> command = new ArrayList<>(List.of("redis-cli", "--cluster"));
    command.addAll(List.of(words));
    return command;
  }

  private static String cli(String... words) throws IOException, InterruptedException {
    return ToolRun.of(dir, command(words)).output();
  }

  private static String address(int node) {
    return "127.0.0.1:" + cluster.ports().get(node);
  }

  private static String[] reshard(int slots, int from, int to) throws IOException {
    return new String[] {
      "reshard",
      address(0),
      "--cluster-from",
      cluster.id(from),
      "--cluster-to",
      cluster.id(to),
      "--cluster-slots",
      String.valueOf(slots),
      "--cluster-yes"
    };
  }

  /** The tool is asked once every node has heard of what was decided at another. */
  private static void assertNothingToMend() throws IOException, InterruptedException {
    cluster.awaitOneOwner();
    awaitMark(slots -> !slots.contains("["));
    for (int node = 0; node < 3; node++) {
      assertThat(cli("check", address(node)))
          .contains("[OK] All nodes agree about slots configuration.")
          .contains("[OK] All 16384 slots covered.")
          .doesNotContain("[WARNING]")
          .doesNotContain("[ERR]");
    }
  }

  @Test
  void reshardsRebalancesAndMends() throws Exception {
    try (TagLoad load = new TagLoad(cluster.ports(), MovingCluster.tags(0, TAGS))) {
      assertThat(cli(reshard(TAGS, 0, 1))).doesNotContain("ERR");
      assertNothingToMend();
      Set<Integer> owners = Set.copyOf(cluster.census().values());
      assertThat(owners).contains(cluster.ports().get(1));

      interruptReshard();
      awaitMovesEnd();
      cli("fix", address(2));
      assertNothingToMend();

      assertThat(cli("rebalance", address(0), "--cluster-threshold", "1")).doesNotContain("ERR");
      assertNothingToMend();
      assertThat(cluster.census().keySet()).isEqualTo(load.stop());
    }
  }

  /** The tool is killed in the middle, perhaps between the marks of a slot and its move. */
  private static void interruptReshard() throws Exception {
    int[] before = cluster.awaitOneOwner();
    Process tool =
        new ProcessBuilder(command(reshard(1_000, 0, 2)))
            .redirectErrorStream(true)
            .redirectOutput(Files.createTempFile(dir, "killed", ".log").toFile())
            .start();
    try {
      Eventually.holds(
          "some slots have moved",
          () -> {
            int moved = 0;
            int[] now = cluster.owners(2);
            for (int slot = 0; slot < now.length; slot++) {
              moved += now[slot] == before[slot] ? 0 : 1;
            }
            return moved >= 5;
          });
    } finally {
      tool.destroyForcibly().waitFor();
    }
    assertThat(tool.exitValue()).isNotZero();
  }

  /** What the killed tool has asked for goes on without it. */
  private static void awaitMovesEnd() throws InterruptedException {
    Eventually.holds(
        "no move is left that a tool has begun",
        () -> {
          for (int node = 0; node < 3; node++) {
            if (!cluster.jobs(node).stream().allMatch(Job::hasEnded)) {
              return false;
            }
          }
          return true;
        });
  }

  /** Waits until every node shows marks of slots, or none, in its own line of CLUSTER NODES. */
  private static void awaitMark(Predicate<String> asWanted) throws InterruptedException {
    for (int node = 0; node < 3; node++) {
      awaitMark(node, asWanted);
    }
  }

  /** A node that was not asked itself hears a little later of what was decided. */
  private static void awaitMark(int node, Predicate<String> asWanted) throws InterruptedException {
    String[] seen = new String[1];
    Eventually.get(
        "marks of slots at node " + node,
        () -> {
          seen[0] = cluster.call(node, "CLUSTER", "NODES").text();
          if (!asWanted.test(seen[0])) {
            throw new IOException("they are not as wanted");
          }
          return true;
        },
        () -> seen[0]);
  }

  @Test
  void marksAreShownAndTakenAway() throws Exception {
    String slot = "16000";
    assertThat(setSlot(2, slot, "MIGRATING", 0)).isEqualTo("OK");
    assertThat(setSlot(0, slot, "IMPORTING", 2)).isEqualTo("OK");
    assertThat(setSlot(2, slot, "MIGRATING", 0)).isEqualTo("OK");

    String leaves = "[16000->-" + cluster.id(0) + "]";
    String comes = "[16000-<-" + cluster.id(2) + "]";
    awaitMark(2, nodes -> nodes.contains(leaves));
    awaitMark(0, nodes -> nodes.contains(comes));
    assertThat(cluster.call(0, "CLUSTER", "SETSLOT", slot, "STABLE").text()).isEqualTo("OK");
    awaitMark(nodes -> !nodes.contains("[16000"));
  }

  private static String setSlot(int node, String slot, String what, int other) throws IOException {
    return cluster.call(node, "CLUSTER", "SETSLOT", slot, what, cluster.id(other)).text();
  }

  @Test
  void wrongRequestsAreRefusedInTheWordsOfRedis() throws IOException {
    String other = cluster.id(1);
    Map<List<String>, String> refused =
        Map.of(
            List.of("SETSLOT", "16001", "MIGRATING", other), "I'm not the owner of hash slot 16001",
            List.of("SETSLOT", "99999", "STABLE"), "Invalid or out of range slot",
            List.of("SETSLOT", "1", "SOMEHOW", other),
                "Invalid CLUSTER SETSLOT action or number of arguments",
            List.of("SETSLOT", "1", "NODE", "0".repeat(40)), "I don't know about node",
            List.of("MIGRATESLOTS", "SLOTSRANGE", "1", "2", "TO", other), "syntax error",
            List.of("MIGRATESLOTS", "SLOTSRANGE", "2", "1", "NODE", other),
                "start slot number 2 is greater than end slot number 1",
            List.of("MIGRATESLOTS", "SLOTSRANGE", "1", "1", "NODE", "nobody"), "Unknown node",
            List.of("MIGRATION", "CANCEL", "ID", "nothing"), "Unknown migration");
    for (Map.Entry<List<String>, String> each : refused.entrySet()) {
      List<String> words = new ArrayList<>(List.of("CLUSTER"));
      words.addAll(each.getKey());
      RespValue reply = cluster.call(0, words.toArray(String[]::new));
      assertThat(reply.text()).as(words.toString()).contains(each.getValue());
    }
  }
}
