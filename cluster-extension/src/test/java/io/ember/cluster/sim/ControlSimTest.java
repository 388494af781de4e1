package io.ember.cluster.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clusters of control cores under faults, from seeds. */
class ControlSimTest {
  /** Seeds of every build. */
  private static final int SEEDS = 200;

  /** Each of these failed once; what it found is written beside it. */
  private static final List<Long> FAILED_ONCE =
      List.of(
          192L, // what a second course opened was still in doubt for a first one: two owners
          388L, // who asked a node that then went to another cluster had no answer
          3917L, // a doubt about a join ended by time, and the entry came later: two clusters
          1349L, // a node was reset while it joined through its seeds: two clusters
          4190L, // two nodes that joined each other waited for ever
          5615L); // a node with keys closed its slots once a second to try its seeds

  // served

  @Test
  void keepsEveryInvariant() {
    FaultTable all = new FaultTable();
    FAILED_ONCE.forEach(seed -> new ControlRun(seed).run());
    for (long seed = 1; seed <= SEEDS; seed++) {
      ControlRun run = new ControlRun(seed);
      run.run();
      long number = seed;
      assertTrue(run.table().faults() >= 3, () -> "too few faults in seed " + number);
      all.add(run.table());
    }
    System.out.println(all);
    assertEquals(List.of(), all.zeros(), all::toString);
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 1; seed <= 5; seed++) {
      assertEquals(new ControlRun(seed).run(), new ControlRun(seed).run());
      assertNotEquals(new ControlRun(seed).run(), new ControlRun(seed + 1000).run());
    }
  }

  /**
   * {@code mvn test -Psim -pl cluster-extension -am -Dtest=ControlSimTest}, in parts as one likes
   * with {@code -Dember.sim.from=1 -Dember.sim.to=10000}. Goes on after a failure, and says where
   * it is.
   */
  @Test
  @Tag("sim")
  void keepsEveryInvariantOverMoreSeeds() {
    long from = Long.getLong("ember.sim.from", 1);
    long to = Long.getLong("ember.sim.to", 10_000);
    FaultTable all = new FaultTable();
    List<String> failures = new ArrayList<>();
    long beginNs = System.nanoTime();
    for (long seed = from; seed <= to; seed++) {
      ControlRun run = new ControlRun(seed);
      try {
        run.run();
        all.add(run.table());
      } catch (AssertionError e) {
        failures.add(String.valueOf(e.getMessage()));
        System.out.println(e.getMessage());
      }
      if (seed % 500 == 0 || seed == to) {
        System.out.printf(
            "seeds %d to %d: %d failed, %d ms each%n",
            from,
            seed,
            failures.size(),
            (System.nanoTime() - beginNs) / 1_000_000 / (seed - from + 1));
      }
    }
    System.out.println(all);
    assertEquals(List.of(), failures);
  }
}
