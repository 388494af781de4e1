package io.ember.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.RedisServer;
import io.ember.examples.support.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** node-redis, the JavaScript client, from npm. */
class NodeRedisIT {
  // No lock file: it would name the registry of whoever wrote it. All dependencies are exact.
  private static final String PACKAGE = "redis@5.12.1";
  private static final String SCRIPT = "node-redis.mjs";

  @TempDir Path dir;

  @Test
  void worksOnOneNodeAndOnACluster() throws IOException, InterruptedException {
    Path home = install();
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

  /** Installs the client into the build's directory, once. {@return where the script can run} */
  private static Path install() throws IOException, InterruptedException {
    assumeTrue(
        RedisServer.isOnPath("npm") && RedisServer.isOnPath("node"),
        "npm and node are not on the PATH: node-redis is not tested");
    Path home = EmberNode.projectDir().resolve("examples/target/node-redis");
    Files.createDirectories(home);
    try (var script = NodeRedisIT.class.getResourceAsStream("/clients/" + SCRIPT)) {
      assertThat(script).isNotNull();
      Files.copy(script, home.resolve(SCRIPT), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.isDirectory(home.resolve("node_modules/redis"))) {
      ToolRun npm =
          ToolRun.of(
              home,
              List.of(
                  "npm",
                  "install",
                  "--no-package-lock",
                  "--no-save",
                  "--no-audit",
                  "--no-fund",
                  "--prefix",
                  home.toString(),
                  PACKAGE));
      assumeTrue(
          npm.exitCode() == 0, "npm cannot install " + PACKAGE + ": node-redis is not tested");
    }
    return home;
  }
}
