package io.ember.cluster.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The source, the target or the leader of the log dies at each point of a migration: it is finished
 * or rolled back, each slot has one owner, nothing acknowledged is lost or doubled.
 */
class MigrationKillPointsTest {
  private static final long SEEDS = 2;

  @ParameterizedTest
  @EnumSource
  void whoeverDiesThere(KillPoint point) {
    int kills = 0;
    for (SimKiller.Victim victim : SimKiller.Victim.values()) {
      kills += kill(point, victim, SEEDS);
    }
    assertThat(kills).isPositive();
  }

  /** {@code mvn test -Psim -pl cluster-extension -am -Dtest=MigrationKillPointsTest}. */
  @ParameterizedTest
  @EnumSource
  @Tag("sim")
  void whoeverDiesThereOverMoreSeeds(KillPoint point) {
    for (SimKiller.Victim victim : SimKiller.Victim.values()) {
      assertThat(kill(point, victim, Long.getLong("ember.sim.kills", 100))).isPositive();
    }
  }

  /** {@return how often somebody died} */
  private static int kill(KillPoint point, SimKiller.Victim victim, long seeds) {
    SimOutcome outcome = new SimOutcome(seed -> ReplicaRun.killing(seed, point, victim));
    List<String> failures = outcome.runAll(0, seeds);

    int kills = outcome.count("kill", point + " " + victim);
    System.out.printf(
        "%s %s: %d seeds, %d kills, %d complete, %d aborted, %d failed%n",
        point,
        victim,
        seeds,
        kills,
        outcome.count("migration", "complete"),
        outcome.count("migration", "aborted"),
        failures.size());
    assertEquals(List.of(), failures);
    return kills;
  }
}
