package io.ember.examples.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The differential test itself is tested: on twins it is silent, and it finds a planted lie. */
class DifferentialRunIT {
  private static final PrintStream NOWHERE = new PrintStream(PrintStream.nullOutputStream());

  @TempDir Path dir;

  @Test
  void findsNothingBetweenTwins() throws IOException, InterruptedException {
    assumeTrue(RedisServer.isInstalled(), RedisServer.MISSING);
    try (NodeProcess one = RedisServer.startStandalone(dir);
        NodeProcess other = RedisServer.startStandalone(dir)) {
      DifferentialRun run = new DifferentialRun(one.port(), other.port(), false);

      DifferentialRun.Result result = run.run(1, 3_000, NOWHERE);

      assertThat(result.findings()).isEmpty();
      assertThat(result.commands()).isGreaterThanOrEqualTo(3_000);
    }
  }

  @Test
  void findsAServerThatCopiesInsteadOfRenamingAndShrinksTheStepsThatShowIt()
      throws IOException, InterruptedException {
    assumeTrue(RedisServer.isInstalled(), RedisServer.MISSING);
    try (NodeProcess one = RedisServer.startStandalone(dir);
        NodeProcess other =
            RedisServer.startStandalone(
                dir,
                "--rename-command",
                "RENAME",
                "was-rename",
                "--rename-command",
                "COPY",
                "RENAME")) {
      DifferentialRun run = new DifferentialRun(one.port(), other.port(), false);

      DifferentialRun.Result result = run.run(1, 3_000, NOWHERE);

      assertThat(result.findings())
          .anySatisfy(
              finding -> {
                assertThat(finding.difference().signature()).startsWith("RENAME");
                assertThat(finding.steps()).hasSizeLessThanOrEqualTo(4);
              });
    }
  }
}
