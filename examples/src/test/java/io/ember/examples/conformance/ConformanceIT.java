package io.ember.examples.conformance;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of the differential test that every change has to pass. */
class ConformanceIT {
  private static final long SEED = 20_261_124;
  private static final long COMMANDS = 10_000;

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
