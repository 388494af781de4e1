package io.ember.examples.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import io.ember.examples.process.NodeLaunch;
import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.Eventually;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
      int primary = awaitWholeShard();
      writers.stopAndAudit();
      assertSameContent(primary);
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
  void aPrimaryThatIsBackBeforeItIsMissedDestroysNothing() throws Exception {
    restartAtOnce(2);
  }

  @Test
  @Tag("soak")
  void primariesThatAreBackAtOnceDestroyNothing() throws Exception {
    restartAtOnce(20);
  }

  private void restartAtOnce(int times) throws IOException, InterruptedException {
    try (LocalCluster cluster = start();
        Writers writers = new Writers(ports)) {
      for (int i = 0; i < times; i++) {
        int primary = awaitWholeShard();
        awaitMoreWrites(writers);
        cluster.nodes().get(primary).kill();
        cluster.restart(primary);
        int heir = awaitOtherPrimary(primary);
        awaitMoreWrites(writers);
        System.out.printf("node %d restarted at once, node %d took over%n", primary, heir);
      }
      int primary = awaitWholeShard();
      writers.stopAndAudit();
      assertSameContent(primary);
    }
  }

  @Test
  void restartsOneNodeAfterTheOtherWithoutLoss() throws Exception {
    try (LocalCluster cluster = start();
        Writers writers = new Writers(ports)) {
      for (int node = 0; node < ports.size(); node++) {
        awaitWholeShard();
        awaitMoreWrites(writers);
        cluster.nodes().get(node).askToStop();
        assertThat(cluster.nodes().get(node).onExit().join()).isZero();
        awaitMoreWrites(writers);
        cluster.restart(node);
      }
      awaitWholeShard();
      writers.stopAndAudit();
    }
  }

  @Test
  void slotsThatEveryMemberLostAnswerAnErrorUntilThatIsAccepted() throws Exception {
    try (LocalCluster cluster = start()) {
      int primary = awaitWholeShard();
      assertThat(call(primary, "SET", "k", "v").text()).isEqualTo("OK");
      for (int node = 0; node < ports.size(); node++) {
        cluster.nodes().get(node).kill();
      }
      for (int node = 0; node < ports.size(); node++) {
        cluster.restart(node);
      }
      Eventually.holds(
          "the slots are lost",
          () -> call(primary, "GET", "k").text().startsWith("CLUSTERDOWN slot lost"));
      assertThat(call(primary, "SET", "k", "w").text()).startsWith("CLUSTERDOWN slot lost");
      Eventually.holds(
          "the loss is accepted",
          () -> call(primary, "CLUSTER", "ACCEPT-LOSS", "0", "16383").text().equals("OK"));
      Eventually.holds("it serves", () -> call(primary, "SET", "k", "w").text().equals("OK"));
      assertThat(Files.readString(cluster.nodes().get(primary).log())).contains("ACCEPT-LOSS");
      awaitWholeShard();
    }
  }

  @Test
  void aNodeWithoutItsDirectoryComesBackUnderAnotherName() throws Exception {
    try (LocalCluster cluster = start();
        Writers writers = new Writers(ports)) {
      int primary = awaitWholeShard();
      awaitMoreWrites(writers);
      String oldId = call(primary, "CLUSTER", "MYID").text();
      cluster.nodes().get(primary).kill();
      Path home = dir.resolve("node-" + ports.get(primary));
      delete(home.resolve("data"));
      int helper = (primary + 1) % ports.size();
      Map<String, String> seeds =
          Map.of("ember.cluster.seeds", "127.0.0.1:" + (ports.get(helper) + FreePorts.BUS_OFFSET));
      try (NodeProcess again =
          NodeProcess.start(new NodeLaunch(home, ports.get(primary), seeds, false))) {
        again.awaitListening();
        int heir = awaitOtherPrimary(primary);
        String heirId = call(heir, "CLUSTER", "MYID").text();
        Eventually.holds(
            "it is a replica by one command",
            () -> call(primary, "CLUSTER", "REPLICATE", heirId).text().equals("OK"));
        String newId = call(primary, "CLUSTER", "MYID").text();
        assertThat(newId).isNotEqualTo(oldId);
        awaitWholeShard();
        Eventually.holds("the old one has failed", () -> flags(heir, oldId).contains("fail"));
        Eventually.holds(
            "it is forgotten", () -> call(heir, "CLUSTER", "FORGET", oldId).text().equals("OK"));
        assertThat(call(heir, "CLUSTER", "NODES").text()).doesNotContain(oldId).contains(newId);
        writers.stopAndAudit();
      }
    }
  }

  private String flags(int node, String id) throws IOException {
    return call(node, "CLUSTER", "NODES")
        .text()
        .lines()
        .filter(line -> line.startsWith(id))
        .map(line -> line.split(" ", -1)[2])
        .findFirst()
        .orElse("");
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void goesOnFromWhereItWasAfterSmallTroubles() throws Exception {
    trouble(4);
  }

  @Test
  @Tag("soak")
  void goesOnFromWhereItWasAfterManyTroubles() throws Exception {
    trouble(50);
  }

  /** Pauses, broken links and failovers while all processes live: nothing is sent as a whole. */
  private void trouble(int times) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(times);
    try (LocalCluster cluster = start();
        Writers writers = new Writers(ports)) {
      awaitWholeShard();
      long before = fullSyncs();
      for (int i = 0; i < times; i++) {
        int primary = awaitWholeShard();
        awaitMoreWrites(writers);
        int replica = (primary + 1 + random.nextInt(2)) % ports.size();
        int kind = (i + random.nextInt(4)) % 4;
        System.out.printf("trouble %d of kind %d, primary %d%n", i, kind, primary);
        switch (kind) {
          case 0 -> assertThat(call(replica, "CLUSTER", "FAILOVER").text()).isEqualTo("OK");
          case 1 -> {
            for (int node = 0; node < ports.size(); node++) {
              breakLinks(random.nextBoolean() ? primary : replica, node);
            }
          }
          case 2 -> pause(cluster, replica, random.nextInt(100, 1_500));
          default -> pause(cluster, primary, random.nextInt(100, 2_500));
        }
        awaitMoreWrites(writers);
      }
      int primary = awaitWholeShard();
      writers.stopAndAudit();
      assertThat(fullSyncs()).as("logs that were sent as a whole").isEqualTo(before);
      assertSameContent(primary);
    }
  }

  private void breakLinks(int of, int to) throws IOException {
    if (of != to) {
      String id = call(to, "CLUSTER", "MYID").text();
      assertThat(call(of, "DEBUG", "CLUSTERLINK", "KILL", "ALL", id).text()).isEqualTo("OK");
    }
  }

  private static void pause(LocalCluster cluster, int node, long ms)
      throws IOException, InterruptedException {
    String pid = Long.toString(cluster.nodes().get(node).pid());
    assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
    assertThat(new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(new ProcessBuilder("kill", "-CONT", pid).start().waitFor()).isZero();
  }

  private long fullSyncs() throws IOException {
    long sum = 0;
    for (int node = 0; node < ports.size(); node++) {
      sum +=
          call(node, "INFO", "stats")
              .text()
              .lines()
              .filter(line -> line.startsWith("sync_full:"))
              .mapToLong(line -> Long.parseLong(line.substring("sync_full:".length()).trim()))
              .sum();
    }
    return sum;
  }

  /** Everybody has what the primary has, and nothing else. */
  private void assertSameContent(int primary) throws IOException, InterruptedException {
    Map<String, String> expected = content(primary);
    for (int node = 0; node < ports.size(); node++) {
      int each = node;
      Eventually.holds("node " + node + " has the same", () -> content(each).equals(expected));
    }
  }

  private Map<String, String> content(int node) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (RespClient client = RespClient.connect(ports.get(node))) {
      client.call("READONLY");
      List<String> keys =
          client.call("KEYS", "*").children().stream().map(RespValue::text).toList();
      for (String key : keys) {
        client.send(
            List.of(
                "GET".getBytes(StandardCharsets.US_ASCII),
                key.getBytes(StandardCharsets.US_ASCII)));
      }
      client.flush();
      for (String key : keys) {
        content.put(key, client.read().text());
      }
    }
    return content;
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
          primary[0] = primaryWith("state=online", 2, -1);
          return primary[0] >= 0;
        });
    return primary[0];
  }

  private int awaitOtherPrimary(int former) throws InterruptedException {
    int[] primary = {-1};
    Eventually.holds(
        "another primary",
        () -> {
          primary[0] = primaryWith("role:master", 1, former);
          return primary[0] >= 0;
        });
    return primary[0];
  }

  private int primaryWith(String word, int count, int other) {
    for (int node = 0; node < ports.size(); node++) {
      String info = node == other ? "" : replication(node);
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
