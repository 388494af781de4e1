package io.ember.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.NpmPackage;
import io.ember.examples.support.ToolRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** node-redis, the JavaScript client, from npm. */
class NodeRedisIT {
  private static final String VERSION = "5.12.1";
  private static final String SCRIPT = "node-redis.mjs";

  @TempDir Path dir;

  @Test
  void worksOnOneNodeAndOnACluster() throws IOException, InterruptedException {
    Path home = NpmPackage.install("redis", VERSION, SCRIPT);
    try (NodeProcess standalone = EmberNode.start(dir, EmberNode.STANDALONE);
        NodeProcess cluster = EmberNode.start(dir, EmberNode.CLUSTER)) {
      ToolRun run =
          ToolRun.of(
              home,
              List.of(
                  "node",
                  SCRIPT,
                  Integer.toString(standalone.port()),
                  Integer.toString(cluster.port())));

      assertThat(run.output()).endsWith("all was right\n");
      assertThat(run.exitCode()).isZero();
    }
  }
}
