package io.ember.cluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.sim.ReplicaRun.Moves;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Switches each rule of migration off and sees that it is missed; see {@code docs/mutations.md}.
 */
class MigrationMutationTest {
  static final EnumSet<SafetyRule> RULES =
      EnumSet.range(SafetyRule.MOVING_SLOTS_FREEZE, SafetyRule.PROMOTED_SOURCE_WAITS);

  /** The others are asserted directly, in LaneMigrationsTest: another rule stands behind them. */
  static final EnumSet<SafetyRule> SEEN_BY_RUNS = EnumSet.copyOf(RULES);

  private static final long GRACE_MS = 520;
  private static final Map<SafetyRule, Long> CAUGHT_BY = new EnumMap<>(SafetyRule.class);

  static {
    SEEN_BY_RUNS.removeAll(
        EnumSet.of(SafetyRule.BATCHES_ARE_OF_AN_ATTEMPT, SafetyRule.FINAL_IS_COMMITTED));
    CAUGHT_BY.put(SafetyRule.MOVING_SLOTS_FREEZE, 0L);
    CAUGHT_BY.put(SafetyRule.CHANGES_ARE_STREAMED, 0L);
    CAUGHT_BY.put(SafetyRule.STAGED_IS_COMMITTED, 86L);
    CAUGHT_BY.put(SafetyRule.BOTH_SIDES_ARE_COMPARED, 37L);
    CAUGHT_BY.put(SafetyRule.TARGET_WAITS_FOR_COMPLETION, 16L);
    CAUGHT_BY.put(SafetyRule.PROMOTED_ADOPTS, 0L);
    CAUGHT_BY.put(SafetyRule.SOURCE_KEEPS_UNTIL_COMPLETION, 0L);
    CAUGHT_BY.put(SafetyRule.PROMOTED_SOURCE_WAITS, 219L);
  }

  @ParameterizedTest
  @FieldSource("SEEN_BY_RUNS")
  void eachRuleIsMissed(SafetyRule rule) {
    long seed = Objects.requireNonNull(CAUGHT_BY.get(rule), "no seed is known");
    assertThat(violation(seed, ReplicaMutationTest.without(rule), Neglect.NONE)).isNotEmpty();
    assertThat(violation(seed, SafetyRules.ALL, Neglect.NONE)).as("with the rule").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PROMOTION_RAISES_THE_ATTEMPT, 57, 16 nothing is left out",
    "COMPLETION_IS_OF_AN_ATTEMPT, 754, and its staging is"
  })
  void eachGuardOfTheLogIsMissed(Neglect guard, long seed, String noticed) {
    assertThat(violation(seed, SafetyRules.ALL, guard)).contains(noticed);
    assertThat(violation(seed, SafetyRules.ALL, Neglect.NONE)).as("with the guard").isEmpty();
  }

  /**
   * {@code mvn test -Psim -pl cluster-extension -am -Dtest=MigrationMutationTest} searches anew.
   */
  @Test
  @Tag("sim")
  void findsASeedForEachRule() {
    long seeds = Long.getLong("ember.sim.mutationSeeds", 300);
    boolean isOnlyOfTheLog = Boolean.getBoolean("ember.sim.onlyOfTheLog");
    for (SafetyRule rule : isOnlyOfTheLog ? EnumSet.noneOf(SafetyRule.class) : RULES) {
      System.out.printf(
          "%-34s%s%n", rule, first(seeds, ReplicaMutationTest.without(rule), Neglect.NONE));
    }
    for (Neglect neglect :
        EnumSet.range(Neglect.PROMOTION_RAISES_THE_ATTEMPT, Neglect.COMPLETION_IS_OF_AN_ATTEMPT)) {
      System.out.printf("%-34s%s%n", neglect, first(seeds, SafetyRules.ALL, neglect));
    }
  }

  private static String first(long seeds, SafetyRules rules, Neglect neglect) {
    return LongStream.range(0, seeds)
        .parallel()
        .mapToObj(seed -> violation(seed, rules, neglect))
        .filter(text -> !text.isEmpty())
        .map(text -> text.lines().findFirst().orElse(""))
        .findFirst()
        .orElse("survives");
  }

  /**
   * {@return what a run breaks, empty for nothing} What is on its way is damaged for every other.
   */
  private static String violation(long seed, SafetyRules rules, Neglect neglect) {
    Moves moves = seed % 2 == 0 ? Moves.SOME : Moves.DAMAGED;
    try {
      new ReplicaRun(seed, rules, GRACE_MS, neglect, moves).run();
      return "";
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
  }
}
