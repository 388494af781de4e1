package io.ember.cluster.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Replication and failover under faults, from seeds: nothing acknowledged is lost, nothing stale is
 * read, and every invariant holds after every step.
 */
class ReplicaSimTest {
  private static final long SEEDS = 200;

  /** Seeds that failed once, and of what. */
  private static final List<Long> FAILED_ONCE =
      List.of(
          3L, // a log without a leader was asked without end, and who counts changed each time
          4L, // an old answer to a beacon made a node silent that had just been heard
          652L, // the judge compared what is left of a shard that had lost its data
          6526L, // reads waited for records of an earlier epoch that had been cut
          9162L); // the same

  @Test
  void losesNothing() {
    FAILED_ONCE.forEach(seed -> new ReplicaRun(seed).run());
    SimOutcome outcome = new SimOutcome(ReplicaRun::new);
    List<String> failures = outcome.runAll(0, SEEDS);

    System.out.println(outcome);
    assertEquals(List.of(), failures);
    assertTrue(outcome.table.faults() >= 3 * SEEDS, outcome::toString);
    assertTrue(outcome.answered >= 300 * SEEDS, outcome::toString);
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 1; seed <= 5; seed++) {
      assertEquals(new ReplicaRun(seed).run(), new ReplicaRun(seed).run());
      assertNotEquals(new ReplicaRun(seed).run(), new ReplicaRun(seed + 1000).run());
    }
  }

  /**
   * {@code mvn test -Psim -pl cluster-extension -am -Dtest=ReplicaSimTest}, in parts as one likes
   * with {@code -Dember.sim.from=1 -Dember.sim.to=10000}. Goes on after a failure, and says where
   * it is.
   */
  @Test
  @Tag("sim")
  void losesNothingOverMoreSeeds() {
    long to = Long.getLong("ember.sim.to", 10_000);
    SimOutcome outcome = new SimOutcome(ReplicaRun::new);
    long failed = 0;
    for (long from = Long.getLong("ember.sim.from", 1); from <= to; from += SEEDS) {
      List<String> failures = outcome.runAll(from, Math.min(to + 1, from + SEEDS));
      failures.forEach(System.out::println);
      failed += failures.size();
      System.out.printf("seeds to %d: %d failed%n", from + SEEDS - 1, failed);
    }
    System.out.println(outcome);
    assertEquals(0, failed);
  }
}
