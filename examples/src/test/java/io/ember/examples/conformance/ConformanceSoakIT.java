package io.ember.examples.conformance;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole differential test: {@code mvn verify -Psoak -Dit.test=ConformanceSoakIT}, with {@code
 * -Dember.conformance.seed} and {@code -Dember.conformance.commands} to vary it.
 */
@Tag("soak")
class ConformanceSoakIT {
  private static final long SEED = Long.getLong("ember.conformance.seed", 1);
  private static final long COMMANDS = Long.getLong("ember.conformance.commands", 110_000);

  @TempDir Path dir;

  @Test
  void answersAsASingleRedisServer() throws IOException, InterruptedException {
    Conformance.compare(dir, false, SEED, COMMANDS);
  }

  @Test
  void answersAsARedisClusterOfOneNode() throws IOException, InterruptedException {
    Conformance.compare(dir, true, SEED, COMMANDS);
  }
}
