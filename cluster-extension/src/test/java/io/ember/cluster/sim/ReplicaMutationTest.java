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
import org.junit.jupiter.params.provider.EnumSource;

/** Switches each rule off and sees that it is missed; the list is in {@code docs/mutations.md}. */
class ReplicaMutationTest {
  private static final long GRACE_MS = 520;
  private static final long SHORT_GRACE_MS = 400;
  private static final long UNFORCED_VOTE = 180;
  private static final Map<SafetyRule, Long> CAUGHT_BY = new EnumMap<>(SafetyRule.class);

  static {
    CAUGHT_BY.put(SafetyRule.LEASE_IS_CHECKED, 1L);
    CAUGHT_BY.put(SafetyRule.LEASE_IS_CHECKED_AFTER_EXECUTION, 1L);
    CAUGHT_BY.put(SafetyRule.LEASE_RUNS_FROM_THE_SEND, 3L);
    CAUGHT_BY.put(SafetyRule.LEASE_ENDS_DURING_SUSPENSION, 23L);
    CAUGHT_BY.put(SafetyRule.GRANT_IS_STAMPED_AFTER_RECEIPT, 0L);
    CAUGHT_BY.put(SafetyRule.LEASE_NEEDS_EVERY_COUNTED_NODE, 0L);
    CAUGHT_BY.put(SafetyRule.PROMOTED_WAITS, 2L);
    CAUGHT_BY.put(SafetyRule.START_IS_A_GRANT, 54L);
    CAUGHT_BY.put(SafetyRule.ADDED_COUNTS_BEFORE_THE_PROPOSAL, 1L);
    CAUGHT_BY.put(SafetyRule.DROPPED_COUNTS_UNTIL_APPLIED, 1L);
    CAUGHT_BY.put(SafetyRule.ADDED_HAS_ALL_THAT_IS_COMMITTED, 0L);
    CAUGHT_BY.put(SafetyRule.EVERY_COUNTED_NODE_COMMITS, 0L);
    CAUGHT_BY.put(SafetyRule.ACKNOWLEDGEMENT_IS_OF_A_RUN, 0L);
    CAUGHT_BY.put(SafetyRule.ACKNOWLEDGED_IS_WHAT_EQUALS, 16L);
    CAUGHT_BY.put(SafetyRule.LOWER_EPOCH_IS_REFUSED, 6L);
    CAUGHT_BY.put(SafetyRule.OLD_TAIL_IS_UNCOMMITTED, 0L);
    CAUGHT_BY.put(SafetyRule.READS_WAIT_FOR_RECORDS, 0L);
    CAUGHT_BY.put(SafetyRule.ADDITION_IS_GIVEN_UP, 18L);
    CAUGHT_BY.put(SafetyRule.START_IS_APPLIED_FIRST, 0L);
  }

  /** The two others are asserted directly, in VoteBookTest and LaneCoreTest. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"VOTE_IS_OF_A_ROUND", "REPAIR_IS_OUTSIDE_OF_THE_SET"})
  void eachRuleIsMissed(SafetyRule rule) {
    if (MigrationMutationTest.RULES.contains(rule)) {
      return;
    }
    long seed = Objects.requireNonNull(CAUGHT_BY.get(rule), "no seed is known");
    assertThat(violation(seed, without(rule), GRACE_MS, Neglect.NONE)).isNotEmpty();
    assertThat(violation(seed, SafetyRules.ALL, GRACE_MS, Neglect.NONE)).as("with it").isEmpty();
  }

  @Test
  void aGraceThatIsShorterThanTheLeaseIsSeen() {
    assertThat(violation(0, SafetyRules.ALL, SHORT_GRACE_MS, Neglect.NONE))
        .contains("7 leases end");
  }

  @ParameterizedTest
  @CsvSource({
    "SET_HAS_A_VERSION, 101, 7 leases end before grants",
    "SET_HAS_RUNS, 696, 6 members count",
    "LOST_DATA_LEAVES_THE_SET, 0, is not linearizable",
    "PROMOTED_IS_A_MEMBER, 1, is not linearizable"
  })
  void eachGuardOfTheLogIsMissed(Neglect guard, long seed, String noticed) {
    assertThat(violation(seed, SafetyRules.ALL, GRACE_MS, guard)).contains(noticed);
    assertThat(violation(seed, SafetyRules.ALL, GRACE_MS, Neglect.NONE)).as("with it").isEmpty();
  }

  @Test
  void aVoteThatIsNotOnDiskIsSeen() {
    assertThat(violation(UNFORCED_VOTE, SafetyRules.ALL, GRACE_MS, Neglect.VOTES_ARE_FORCED))
        .contains("20 one vote");
  }

  /** {@code mvn test -Psim -pl cluster-extension -am -Dtest=ReplicaMutationTest} searches anew. */
  @Test
  @Tag("sim")
  void findsASeedForEachRule() {
    long seeds = Long.getLong("ember.sim.mutationSeeds", 300);
    for (SafetyRule rule : EnumSet.complementOf(MigrationMutationTest.RULES)) {
      System.out.printf("%-34s%s%n", rule, first(seeds, without(rule), GRACE_MS, Neglect.NONE));
    }
    String grace = first(seeds, SafetyRules.ALL, SHORT_GRACE_MS, Neglect.NONE);
    System.out.printf("%-34s%s%n", "grace shorter than the lease", grace);
    for (Neglect neglect :
        EnumSet.range(Neglect.VOTES_ARE_FORCED, Neglect.RESTART_RAISES_THE_EPOCH)) {
      String found = first(4 * seeds, SafetyRules.ALL, GRACE_MS, neglect);
      System.out.printf("%-34s%s%n", neglect, found);
    }
    assertThat(grace).isNotEqualTo("survives");
  }

  private static String first(long seeds, SafetyRules rules, long graceMs, Neglect neglect) {
    return LongStream.range(0, seeds)
        .parallel()
        .mapToObj(seed -> violation(seed, rules, graceMs, neglect))
        .filter(text -> !text.isEmpty())
        .map(text -> text.lines().findFirst().orElse(""))
        .findFirst()
        .orElse("survives");
  }

  static SafetyRules without(SafetyRule off) {
    return new SafetyRules() {
      @Override
      public boolean holds(SafetyRule rule) {
        return rule != off;
      }
    };
  }

  /** {@return what a run breaks, empty for nothing} */
  private static String violation(long seed, SafetyRules rules, long graceMs, Neglect neglect) {
    try {
      new ReplicaRun(seed, rules, graceMs, neglect, Moves.NONE).run();
      return "";
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
  }
}
