package io.ember.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.RedisServer;
import io.ember.examples.support.ToolRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code redis-cli} and {@code redis-benchmark}. */
class RedisToolsIT {
  private static final String MISSING =
      "redis-cli and redis-benchmark are not on the PATH (apt-get install redis-tools)";

  @TempDir static Path dir;
  private static NodeProcess node;

  @BeforeAll
  static void startNode() throws IOException, InterruptedException {
    assumeTrue(
        RedisServer.isOnPath("redis-cli") && RedisServer.isOnPath("redis-benchmark"), MISSING);
    node = EmberNode.start(dir, EmberNode.CLUSTER);
  }

  @AfterAll
  @SuppressWarnings("NullAway") // null where the tools are missing
  static void stopNode() {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void servesAPersonWithRedisCli() throws IOException, InterruptedException {
    assertThat(cli("set", "greeting", "hello")).isEqualTo("OK");
    assertThat(cli("get", "greeting")).isEqualTo("hello");
    assertThat(cli("-3", "get", "nosuch")).isEmpty();
    assertThat(cli("-c", "incr", "counter")).isEqualTo("1");
    assertThat(cli("cluster", "info")).contains("cluster_state:ok");
    assertThat(cli("cluster", "nodes")).contains("myself,master").contains("0-16383");
    assertThat(cli("info", "server")).contains("redis_version:");
    assertThat(cli("--scan", "--pattern", "gree*")).isEqualTo("greeting");
    assertThat(cli("nosuch")).contains("ERR unknown command");
  }

  @Test
  void isACompleteClusterForRedisCli() throws IOException, InterruptedException {
    ToolRun check =
        ToolRun.of(dir, List.of("redis-cli", "--cluster", "check", "127.0.0.1:" + node.port()));

    assertThat(check.output()).contains("[OK] All 16384 slots covered.");
    assertThat(check.exitCode()).isZero();
  }

  @Test
  void completesTheBenchmarksThatApplyOneByOneAndPipelined()
      throws IOException, InterruptedException {
    // On one engine, as the keys of MSET are in different slots.
    try (NodeProcess single = EmberNode.start(dir, EmberNode.STANDALONE)) {
      for (String pipeline : List.of("1", "64")) {
        List<String> command = new ArrayList<>(List.of("redis-benchmark", "-q", "--csv"));
        command.addAll(List.of("-p", Integer.toString(single.port()), "-P", pipeline));
        command.addAll(List.of("-n", "20000", "-r", "1000", "-t", "ping,set,get,incr,mset"));

        ToolRun run = ToolRun.of(dir, command);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output())
            .contains("\"PING_MBULK\"", "\"SET\"", "\"GET\"", "\"INCR\"", "\"MSET (10 keys)\"");
        assertThat(run.output()).doesNotContainIgnoringCase("err");
      }
    }
  }

  private static String cli(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("redis-cli", "-p"));
    command.add(Integer.toString(node.port()));
    command.addAll(List.of(words));
    return ToolRun.of(dir, command).output().strip();
  }
}
