package io.ember.examples.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Compares a node with redis-server, in one of the two ways to run both. */
final class Conformance {
  private Conformance() {}

  /** Plays so many commands and fails if anything differs that is not meant to. */
  static void compare(Path dir, boolean clustered, long seed, long commands)
      throws IOException, InterruptedException {
    assumeTrue(RedisServer.isInstalled(), RedisServer.MISSING);
    try (NodeProcess reference = reference(dir, clustered);
        NodeProcess subject = subject(dir, clustered)) {
      DifferentialRun run = new DifferentialRun(reference.port(), subject.port(), clustered);

      DifferentialRun.Result result = run.run(seed, commands, System.out);

      assertThat(result.commands()).isGreaterThanOrEqualTo(commands);
      assertThat(result.findings())
          .as(
              result.findings().stream()
                  .map(DifferentialRun.Finding::toString)
                  .collect(Collectors.joining("\n")))
          .isEmpty();
    }
  }

  /** Starts redis-server. */
  static NodeProcess reference(Path dir, boolean clustered)
      throws IOException, InterruptedException {
    return clustered ? RedisServer.startCluster(dir) : RedisServer.startStandalone(dir);
  }

  /** Starts a node that notes accesses, as Redis always does, so that CONFIG SET may choose LRU. */
  static NodeProcess subject(Path dir, boolean clustered) throws IOException, InterruptedException {
    Map<String, String> settings =
        new HashMap<>(clustered ? EmberNode.CLUSTER : EmberNode.STANDALONE);
    settings.put("ember.storage.eviction", "allkeys-lru");
    return EmberNode.start(dir, settings);
  }
}
