package io.ember.examples.stress;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Engines that are flushed and closed while sockets and embedded callers read, write and iterate.
 * For long: {@code mvn verify -Psoak -Dit.test=NodeStressIT}, {@code -Dember.stress.seconds=600}.
 */
class NodeStressIT {
  private static final Duration LONG =
      Duration.ofSeconds(Long.getLong("ember.stress.seconds", 600));

  @TempDir Path dir;

  @Test
  void survivesCloseFlushAndIterationAtOnce() throws Exception {
    NodeStress stress = new NodeStress(dir, 1);
    stress.round(true, Duration.ofSeconds(2));
    stress.round(false, Duration.ofSeconds(2));
    stress.requireThatEverythingHappened();
  }

  @Test
  @Tag("soak")
  void survivesCloseFlushAndIterationForLong() throws Exception {
    NodeStress stress = new NodeStress(dir, 2);
    long endNs = System.nanoTime() + LONG.toNanos();
    for (int round = 0; System.nanoTime() < endNs; round++) {
      stress.round(round % 2 == 0, Duration.ofMillis(500 + 500 * (round % 10)));
    }
    stress.requireThatEverythingHappened();
    System.out.println(stress);
  }
}
