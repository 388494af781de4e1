package io.ember.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.ToolRun;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;

/**
 * Plans of {@code ember admin} for two primaries with keys, and a node that is alone beside them.
 */
class MovePlanIT {
  private static final int KEYS = 2_000;

  @TempDir static Path dir;
  private static final List<Integer> PORTS = Stream.generate(FreePorts::next).limit(2).toList();
  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static int alone;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    OPEN.add(LocalCluster.start(new LocalCluster.Launch(dir, PORTS, 2, Map.of()), quiet));
    NodeProcess node = EmberNode.launch(dir, Map.of("ember.cluster.bootstrap", "false"));
    OPEN.add(node);
    node.awaitListening();
    alone = node.port();
    try (RedisClusterClient client =
        RedisClusterClient.builder()
            .nodes(Set.of(new HostAndPort("127.0.0.1", PORTS.get(0))))
            .build()) {
      for (int i = 0; i < KEYS; i++) {
        client.set("{" + i % 200 + "}" + i, "v".repeat(100));
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable each : OPEN) {
      each.close();
    }
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }

  private static ToolRun admin(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(EmberNode.launcher().toString(), "admin", "--node", address(PORTS.get(0))));
    command.addAll(List.of(words));
    return ToolRun.of(dir, command);
  }

  @Test
  void plansAShareForANodeThatHasNotJoined() throws IOException, InterruptedException {
    ToolRun run = admin("add-node", address(alone), "--rebalance", "--dry-run");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .containsPattern(
            "move +273[01] slots from " + address(PORTS.get(0)) + " to " + address(alone))
        .containsPattern(address(alone) + " +0 \\(0.0 %\\) +-> +546[12] \\(33.3 %\\)")
        .contains("nothing was changed");
    assertThat(nodesKnownBy(alone)).isEqualTo(1);
  }

  private static long nodesKnownBy(int port) {
    try (Jedis jedis = new Jedis("127.0.0.1", port)) {
      return jedis.clusterNodes().lines().count();
    }
  }

  @Test
  void readsKeysBytesAndLoadOfTheNodes() throws IOException, InterruptedException {
    ToolRun keys =
        admin("rebalance", "--by", "keys", "--weight", address(PORTS.get(1)) + "=3", "--dry-run");
    assertThat(keys.exitCode()).as(keys.output()).isZero();
    assertThat(keys.output())
        .containsPattern(address(PORTS.get(1)) + " +\\d+ \\(\\d\\d[.]\\d %\\) +-> +\\d+ \\(7[3-6]")
        .contains("nothing was changed");
    ToolRun bytes =
        admin("remove-node", address(PORTS.get(1)), "--drain", "--by", "bytes", "--dry-run");
    assertThat(bytes.output())
        .containsPattern(
            address(PORTS.get(0)) + " +\\d+ \\(\\d\\d[.]\\d %\\) +-> +\\d+ \\(100.0 %\\)");

    AtomicBoolean isOver = new AtomicBoolean();
    CompletableFuture<Void> calls = CompletableFuture.runAsync(() -> callUntil(isOver));
    ToolRun load = admin("rebalance", "--by", "load", "--measure", "1", "--dry-run");
    isOver.set(true);
    calls.join();
    assertThat(load.exitCode()).as(load.output()).isZero();
    assertThat(load.output())
        .contains("measuring  load for 1 s")
        .containsPattern(address(PORTS.get(0)) + " +\\d{3,} \\((100|9\\d)[.]\\d %\\)")
        .contains("nothing has to move"); // it is one slot
  }

  /** Calls on one slot of the first node. */
  private static void callUntil(AtomicBoolean isOver) {
    try (Jedis jedis = new Jedis("127.0.0.1", PORTS.get(0))) {
      while (!isOver.get()) {
        jedis.get("bar"); // slot 5061
      }
    }
  }
}
