package io.ember.examples.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import io.ember.examples.support.Eventually;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A primary and two replicas: whatever happens to the primary, what was acknowledged is there. For
 * long: {@code mvn verify -Psoak -Dit.test=FailoverIT}, {@code -Dember.kills=50}.
 */
class FailoverIT {
  private static final int KILLS = Integer.getInteger("ember.kills", 50);
  private static final int WRITES_BETWEEN = 300;

  @TempDir Path dir;

  private final List<Integer> ports = Stream.generate(FreePorts::next).limit(3).toList();

  private LocalCluster start() throws InterruptedException {
    return start(Map.of());
  }

  private LocalCluster start(Map<String, String> settings) throws InterruptedException {
    PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return LocalCluster.start(new LocalCluster.Launch(dir, ports, 1, settings), quiet);
  }

  @Test
  void losesNoAcknowledgedWriteWhenPrimariesAreKilled() throws Exception {
    kill(2);
  }

  @Test
  @Tag("soak")
  void losesNoAcknowledgedWriteAgainAndAgain() throws Exception {
    kill(KILLS);
  }

  private void kill(int times) throws IOException, InterruptedException {
    try (LocalCluster cluster = start();
        Writers writers = new Writers(ports)) {
      for (int i = 0; i < times; i++) {
        int primary = awaitWholeShard();
        awaitMoreWrites(writers);
        writers.takeLongestGapMs();
        cluster.nodes().get(primary).kill();
        int heir = awaitOtherPrimary(primary);
        awaitMoreWrites(writers);
        System.out.printf(
            "node %d killed, node %d took over; nothing acknowledged for %d ms%n",
            primary, heir, writers.takeLongestGapMs());
        cluster.restart(primary);
      }
      awaitWholeShard();
      writers.stopAndAudit();
    }
  }

  @Test
  void handsOverWithoutAnError() throws Exception {
    // Calls wait for four graces: long ones, so that a machine that is busy is no error.
    Map<String, String> patient =
        Map.of("ember.replication.lease-ms", "1500", "ember.replication.grace-ms", "2000");
    try (LocalCluster cluster = start(patient);
        Writers writers = new Writers(ports)) {
      int primary = awaitWholeShard();
      awaitMoreWrites(writers);
      writers.takeLongestGapMs();
      int heir = (primary + 1) % ports.size();
      assertThat(call(heir, "CLUSTER", "FAILOVER").text()).isEqualTo("OK");
      assertThat(call(heir, "ROLE").children().get(0).text()).isEqualTo("master");
      awaitMoreWrites(writers);
      System.out.printf(
          "CLUSTER FAILOVER: nothing acknowledged for %d ms%n", writers.takeLongestGapMs());
      awaitWholeShard();

      cluster.nodes().get(heir).askToStop();
      assertThat(cluster.nodes().get(heir).onExit().join()).isZero();
      int next = awaitOtherPrimary(heir);
      awaitMoreWrites(writers);
      System.out.printf(
          "SIGTERM: node %d took over, nothing acknowledged for %d ms, errors %s%n",
          next, writers.takeLongestGapMs(), writers.errors());
      writers.stopAndAudit();
      assertThat(writers.errors()).isEmpty();
    }
  }

  @Test
  void readsFromReplicasThatAreReady() throws Exception {
    try (LocalCluster cluster = start()) {
      int primary = awaitWholeShard();
      assertThat(cluster.nodes()).hasSize(3);
      assertThat(call(primary, "SET", "k", "v").text()).isEqualTo("OK");
      int replica = (primary + 1) % ports.size();
      try (RespClient client = RespClient.connect(ports.get(replica))) {
        assertThat(client.call("GET", "k").text()).startsWith("MOVED");
        assertThat(client.call("READONLY").text()).isEqualTo("OK");
        Eventually.holds(
            "the replica has the key", () -> "v".equals(client.call("GET", "k").text()));
        assertThat(client.call("SET", "k", "w").text()).startsWith("MOVED");
        assertThat(client.call("FLUSHALL").text()).startsWith("READONLY");
        assertThat(client.call("READWRITE").text()).isEqualTo("OK");
        assertThat(client.call("GET", "k").text()).startsWith("MOVED");
      }
      // Whoever copies has what it should, and nothing is left behind.
      assertThat(call(primary, "FLUSHALL").text()).isEqualTo("OK");
      for (int node = 0; node < ports.size(); node++) {
        int each = node;
        Eventually.holds("node " + node + " is empty", () -> call(each, "DBSIZE").number() == 0);
      }
    }
  }

  private void awaitMoreWrites(Writers writers) throws InterruptedException {
    int wanted = writers.acknowledged() + WRITES_BETWEEN;
    Eventually.holds("writes go on", () -> writers.acknowledged() >= wanted);
  }

  /** Waits until one node is the primary and both others are in sync. {@return which one} */
  private int awaitWholeShard() throws InterruptedException {
    int[] primary = {-1};
    Eventually.holds(
        "a primary with two replicas that are in sync",
        () -> {
          primary[0] = primaryWith("state=online", 2);
          return primary[0] >= 0;
        });
    return primary[0];
  }

  private int awaitOtherPrimary(int former) throws InterruptedException {
    int[] primary = {-1};
    Eventually.holds(
        "another primary",
        () -> {
          primary[0] = primaryWith("role:master", 1);
          return primary[0] >= 0 && primary[0] != former;
        });
    return primary[0];
  }

  private int primaryWith(String word, int count) {
    for (int node = 0; node < ports.size(); node++) {
      String info = replication(node);
      if (info.contains("role:master") && info.split(word, -1).length - 1 == count) {
        return node;
      }
    }
    return -1;
  }

  private String replication(int node) {
    try {
      return call(node, "INFO", "replication").text();
    } catch (IOException e) {
      return ""; // it was killed
    }
  }

  private RespValue call(int node, String... words) throws IOException {
    try (RespClient client = RespClient.connect(ports.get(node))) {
      return client.call(words);
    }
  }
}
