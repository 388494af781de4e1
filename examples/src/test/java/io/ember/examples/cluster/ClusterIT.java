package io.ember.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.Eventually;
import io.ember.examples.support.NpmPackage;
import io.ember.examples.support.RedisServer;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.ToolRun;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/**
 * Three nodes that {@code redis-cli --cluster create} made one cluster, and a fourth beside them.
 */
class ClusterIT {
  private static final int OPERATIONS = 20_000;
  private static final int PLAIN_CLIENTS = 4;

  /** The node that passes on what it does not serve. */
  private static final int FORWARDING = 1;

  @TempDir static Path dir;
  private static final List<NodeProcess> NODES = new ArrayList<>();

  @BeforeAll
  static void create() throws IOException, InterruptedException {
    assumeTrue(
        RedisServer.isOnPath("redis-cli"),
        "redis-cli is not on the PATH (apt-get install redis-tools)");
    for (int i = 0; i < 4; i++) {
      NODES.add(
          EmberNode.launch(
              dir,
              Map.of(
                  "ember.cluster.bootstrap",
                  "false",
                  "ember.cluster.remote-calls",
                  i == FORWARDING ? "forward" : "redirect")));
    }
    for (NodeProcess node : NODES) {
      node.awaitListening();
    }
    ToolRun create =
        redisCli("--cluster", "create", address(0), address(1), address(2), "--cluster-yes");
    assertThat(create.output()).contains("[OK] All 16384 slots covered.");
  }

  @AfterAll
  static void stop() {
    NODES.forEach(NodeProcess::askToStop);
    NODES.forEach(NodeProcess::close);
  }

  @Test
  void redisCliFindsNothingToMend() throws IOException, InterruptedException {
    ToolRun check = redisCli("--cluster", "check", address(1));

    assertThat(check.output())
        .contains("[OK] All nodes agree about slots configuration.")
        .contains("[OK] All 16384 slots covered.");
    assertThat(redisCli("--cluster", "info", address(2)).output()).contains("in 3 masters");
  }

  @Test
  void jedisWorksOnAllShards() {
    Map<String, String> model = new HashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    try (redis.clients.jedis.RedisClusterClient jedis =
        redis.clients.jedis.RedisClusterClient.builder()
            .nodes(Set.of(new HostAndPort("127.0.0.1", NODES.get(0).port())))
            .build()) {
      for (int i = 0; i < OPERATIONS; i++) {
        String key = "jedis:" + random.nextInt(2_000);
        switch (random.nextInt(4)) {
          case 0 -> {
            assertThat(jedis.set(key, "v" + i)).isEqualTo("OK");
            model.put(key, "v" + i);
          }
          case 1 -> assertThat(jedis.del(key)).isEqualTo(model.remove(key) == null ? 0 : 1);
          default -> assertThat(jedis.get(key)).isEqualTo(model.get(key));
        }
      }
    }
  }

  @Test
  void lettuceWorksOnAllShardsAndRefreshesItsTopology() {
    RedisClusterClient client =
        RedisClusterClient.create(RedisURI.create("127.0.0.1", NODES.get(2).port()));
    client.setOptions(
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(Duration.ofSeconds(1))
                    .build())
            .build());
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      RedisAdvancedClusterCommands<String, String> commands = connection.sync();
      Map<String, Long> model = new HashMap<>();
      SplittableRandom random = new SplittableRandom(2);
      for (int i = 0; i < OPERATIONS; i++) {
        String key = "lettuce:" + random.nextInt(2_000);
        if (random.nextBoolean()) {
          assertThat(commands.incr(key)).isEqualTo(model.merge(key, 1L, Long::sum));
        } else {
          Long expected = model.get(key);
          assertThat(commands.get(key)).isEqualTo(expected == null ? null : expected.toString());
        }
      }
    } finally {
      client.shutdown(0, 5, TimeUnit.SECONDS);
    }
  }

  @Test
  void ioredisWorksOnAllShards() throws IOException, InterruptedException {
    Path home = NpmPackage.install("ioredis", "5.8.2", "ioredis.mjs");

    ToolRun run =
        ToolRun.of(home, List.of("node", "ioredis.mjs", port(2), Integer.toString(OPERATIONS)));

    assertThat(run.output()).contains(OPERATIONS + " operations, all was right");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void plainClientsWorkThroughANodeThatPassesOn() {
    ExecutorService threads = Executors.newFixedThreadPool(PLAIN_CLIENTS);
    List<CompletableFuture<Void>> clients =
        IntStream.range(0, PLAIN_CLIENTS)
            .mapToObj(seed -> CompletableFuture.runAsync(() -> plainClient(seed), threads))
            .toList();
    threads.shutdown();
    clients.forEach(CompletableFuture::join);
  }

  private static void plainClient(int seed) {
    try (Jedis jedis = new Jedis("127.0.0.1", NODES.get(FORWARDING).port());
        Jedis other = new Jedis("127.0.0.1", NODES.get(FORWARDING).port())) {
      new PlainClientRun(jedis, other, seed).run(OPERATIONS / PLAIN_CLIENTS);
    }
  }

  @Test
  void redisCliAddsANodeAndRemovesItAgain() throws IOException, InterruptedException {
    ToolRun added = redisCli("--cluster", "add-node", address(3), address(0));
    assertThat(added.output()).contains("[OK] New node added correctly.");
    for (int i = 0; i < 4; i++) {
      int node = i;
      Eventually.holds("node " + node + " knows 4 nodes", () -> knownNodes(node) == 4);
    }
    String id = redisCli("-p", port(3), "cluster", "myid").output().trim();

    ToolRun removed = redisCli("--cluster", "del-node", address(0), id);

    assertThat(removed.output()).doesNotContain("[ERR]");
    for (int i = 0; i < 4; i++) {
      int node = i;
      int expected = node == 3 ? 1 : 3;
      Eventually.holds(
          "node " + node + " knows " + expected + " nodes", () -> knownNodes(node) == expected);
    }
  }

  @Test
  void aPublishedMessageReachesSubscribersOfOtherNodes() throws IOException {
    try (RespClient subscriber = RespClient.connect(NODES.get(0).port());
        RespClient publisher = RespClient.connect(NODES.get(1).port())) {
      subscriber.call("SUBSCRIBE", "news");
      publisher.call("PUBLISH", "news", "hello");

      assertThat(subscriber.read().toString()).contains("message").contains("hello");
    }
  }

  private static int knownNodes(int node) {
    try {
      String info = redisCli("-p", port(node), "cluster", "info").output();
      return info.lines()
          .filter(line -> line.startsWith("cluster_known_nodes:"))
          .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).trim()))
          .findFirst()
          .orElse(-1);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ToolRun redisCli(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("redis-cli");
    command.addAll(List.of(arguments));
    return ToolRun.of(dir, command);
  }

  private static String port(int node) {
    return Integer.toString(NODES.get(node).port());
  }

  private static String address(int node) {
    return "127.0.0.1:" + port(node);
  }
}
