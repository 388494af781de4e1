package io.ember.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import io.ember.examples.process.NodeProcess;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a cluster of three survives. For long: {@code mvn verify -Psoak -Dit.test=ClusterKillIT},
 * {@code -Dember.restarts=20}.
 */
class ClusterKillIT {
  private static final int RESTARTS = Integer.getInteger("ember.restarts", 20);

  @TempDir Path dir;

  /** What must not change by a restart, and what must not go back. */
  private record Configuration(Map<String, String> owners, Map<String, Long> epochs) {}

  @Test
  void goesOnWithoutItsLeaderAndComesBackAfterAllWereKilled() throws Exception {
    killAll(1);
  }

  @Test
  @Tag("soak")
  void comesBackAgainAndAgain() throws Exception {
    killAll(RESTARTS);
  }

  private void killAll(int restarts) throws IOException, InterruptedException {
    List<Integer> ports = Stream.generate(FreePorts::next).limit(3).toList();
    LocalCluster.Launch launch = new LocalCluster.Launch(dir, ports, 3, Map.of());
    Configuration before;
    try (LocalCluster cluster = LocalCluster.start(launch, quiet())) {
      awaitVoters(ports);
      // The first node began the cluster, so it leads the group.
      for (int victim : new int[] {2, 0}) {
        cluster.nodes().get(victim).kill();
        goesOnWithout(victim, ports);
        if (victim == 2) {
          cluster.restart(victim);
          awaitVoters(ports);
        }
      }
      before = configuration(ports.get(1));
      killEach(cluster);
    }
    for (int i = 0; i < restarts; i++) {
      try (LocalCluster again = LocalCluster.start(launch, quiet())) {
        assertThat(again.startedBefore()).isTrue();
        for (int port : ports) {
          Configuration after = configuration(port);
          assertThat(after.owners()).isEqualTo(before.owners());
          before
              .epochs()
              .forEach(
                  (id, epoch) -> assertThat(after.epochs().get(id)).isGreaterThanOrEqualTo(epoch));
        }
        before = configuration(ports.get(0));
        killEach(again);
      }
    }
  }

  /** Kills the nodes one by one, so that some of them see others die. */
  private static void killEach(LocalCluster cluster) throws InterruptedException {
    for (NodeProcess node : cluster.nodes()) {
      node.kill();
    }
  }

  /** Waits until all nodes serve and vote. */
  private static void awaitVoters(List<Integer> ports) throws InterruptedException {
    for (int port : ports) {
      Eventually.holds(
          "node " + port + " knows three voters",
          () -> ask(port, "CLUSTER", "INFO").contains("cluster_raft_voters:3"));
      Eventually.holds("node " + port + " serves", () -> !ownKey(port).isEmpty());
    }
  }

  private static void goesOnWithout(int victim, List<Integer> ports)
      throws IOException, InterruptedException {
    long killedNs = System.nanoTime();
    for (int node = 0; node < ports.size(); node++) {
      if (node != victim) {
        String own = keyOf(ports.get(node));
        assertThat(ask(ports.get(node), "SET", own, "1")).isEqualTo("OK");
        assertThat(ask(ports.get(node), "GET", own)).isEqualTo("1");
      }
    }
    int survivor = ports.get(1);
    // It may be the first to apply what another one did and answer that it has the highest already.
    Eventually.holds(
        "the epoch is bumped", () -> ask(survivor, "CLUSTER", "BUMPEPOCH").contains("BUMPED"));
    System.out.printf(
        "node %d killed: the configuration changes again after %d ms%n",
        victim, (System.nanoTime() - killedNs) / 1_000_000);
  }

  @Test
  void aMinorityRefusesChangesAndSaysWhy() throws Exception {
    List<Integer> ports = Stream.generate(FreePorts::next).limit(3).toList();
    LocalCluster.Launch launch = new LocalCluster.Launch(dir, ports, 3, Map.of());
    try (LocalCluster cluster = LocalCluster.start(launch, quiet())) {
      awaitVoters(ports);
      Configuration before = configuration(ports.get(0));
      signal("STOP", cluster.nodes().get(1));
      signal("STOP", cluster.nodes().get(2));
      String answer;
      try {
        answer = ask(ports.get(0), "CLUSTER", "BUMPEPOCH");
        System.out.println("a minority answers: " + answer);
        assertThat(answer).contains("majority of the voters");
        String own = keyOf(ports.get(0));
        assertThat(ask(ports.get(0), "SET", own, "1")).isEqualTo("OK");
      } finally {
        signal("CONT", cluster.nodes().get(1));
        signal("CONT", cluster.nodes().get(2));
      }
      Eventually.holds(
          "changes are made again",
          () -> ask(ports.get(1), "CLUSTER", "BUMPEPOCH").contains("BUMPED"));
      assertThat(configuration(ports.get(1)).owners()).isEqualTo(before.owners());
    }
  }

  private static void signal(String name, NodeProcess node)
      throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(node.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static PrintStream quiet() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  private static String ask(int port, String... call) throws IOException {
    try (RespClient client = RespClient.connect(port)) {
      return client.call(call).text();
    }
  }

  /** {@return a key whose slot the node serves} */
  private static String keyOf(int port) throws IOException {
    String key = ownKey(port);
    assertThat(key).as("a key of node %d", port).isNotEmpty();
    return key;
  }

  private static String ownKey(int port) throws IOException {
    for (int i = 0; i < 100; i++) {
      RespValue answer = call(port, "GET", "k" + i);
      if (!answer.isError()) {
        return "k" + i;
      }
    }
    return "";
  }

  private static RespValue call(int port, String... call) throws IOException {
    try (RespClient client = RespClient.connect(port)) {
      return client.call(call);
    }
  }

  private static Configuration configuration(int port) throws IOException {
    Map<String, String> owners = new TreeMap<>();
    Map<String, Long> epochs = new TreeMap<>();
    for (String line : ask(port, "CLUSTER", "NODES").split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      if (fields.length > 8) {
        owners.put(fields[0], String.join(" ", List.of(fields).subList(8, fields.length)));
        epochs.put(fields[0], Long.parseLong(fields[6]));
      }
    }
    return new Configuration(owners, epochs);
  }
}
