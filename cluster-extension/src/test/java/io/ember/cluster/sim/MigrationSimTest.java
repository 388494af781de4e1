package io.ember.cluster.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.sim.ReplicaRun.Moves;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Slots that move while everything breaks, from seeds: nothing acknowledged is lost or doubled,
 * each slot has one owner, and every migration is decided.
 */
class MigrationSimTest {
  private static final long SEEDS = 120;

  @Test
  void movesSlotsAndLosesNothing() {
    SimOutcome outcome = new SimOutcome(seed -> run(seed, Moves.SOME));
    List<String> failures = outcome.runAll(0, SEEDS);

    System.out.println(outcome);
    assertEquals(List.of(), failures);
    assertThat(outcome.count("migration", "complete")).isGreaterThan((int) SEEDS);
    assertThat(outcome.count("migration", "aborted")).isGreaterThan((int) SEEDS);
  }

  @Test
  void whatIsDamagedOnItsWayNeverBecomesTheData() {
    SimOutcome outcome = new SimOutcome(seed -> run(seed, Moves.DAMAGED));
    List<String> failures = outcome.runAll(0, SEEDS);

    System.out.println(outcome);
    assertEquals(List.of(), failures);
    assertThat(outcome.count("batch", "bit flipped")).isGreaterThan((int) SEEDS);
  }

  /**
   * What was meant for the run of a replica before its restart, in an attachment of the same
   * number, was taken for the next item: the replica had a gap for ever.
   */
  @Test
  void whatComesLateIsNotForTheNextRun() {
    SimOutcome outcome = new SimOutcome(seed -> run(seed, Moves.DAMAGED));

    assertEquals(List.of(), outcome.runAll(3647, 3648));
  }

  @Test
  @Tag("sim")
  void overMoreSeeds() {
    for (Moves moves : List.of(Moves.SOME, Moves.DAMAGED)) {
      SimOutcome outcome = new SimOutcome(seed -> run(seed, moves));
      assertEquals(0, outcome.runInParts(SEEDS));
    }
  }

  private static ReplicaRun run(long seed, Moves moves) {
    return new ReplicaRun(seed, SafetyRules.ALL, 520, Neglect.NONE, moves);
  }
}
