package io.ember.cluster.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkPaceTest {
  private static final long MS = 1_000_000;

  private final WorkPace pace = new WorkPace();

  @Test
  void restsForLongerThanAPortionTook() {
    assertThat(pace.rest(MS, true)).isZero();
    assertThat(pace.left(MS)).isEqualTo(WorkPace.PORTION_BYTES);
    pace.worked(WorkPace.PORTION_BYTES);
    assertThat(pace.left(2 * MS)).isZero();
    assertThat(pace.rest(3 * MS, false)).isZero();

    assertThat(pace.rest(4 * MS, true)).isEqualTo(15 * MS);
    assertThat(pace.rest(18 * MS, true)).isEqualTo(MS);
    assertThat(pace.rest(19 * MS, true)).isZero();
    assertThat(pace.left(19 * MS)).isEqualTo(WorkPace.PORTION_BYTES);
  }

  @Test
  void aPauseOfTheMachineIsNotFollowedByAnother() {
    pace.left(MS);
    pace.worked(WorkPace.PORTION_BYTES + 7);
    assertThat(pace.rest(60_000 * MS, true)).isEqualTo(20 * MS);
  }

  @Test
  void whoHadNothingToDoNeedsNoRest() {
    pace.left(MS);
    pace.worked(7);
    pace.idle();
    assertThat(pace.rest(9 * MS, true)).isZero();
    assertThat(pace.left(9 * MS)).isEqualTo(WorkPace.PORTION_BYTES);
  }
}
