package io.ember.perf.reshard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.perf.load.IntervalLog;
import org.junit.jupiter.api.Test;

class LatencyBookTest {
  @Test
  void operationsCountForThePhaseInWhichTheyWereDue() {
    PhaseClock clock = new PhaseClock();
    long earlyNs = System.nanoTime();
    clock.advance();
    clock.advance();
    long duringNs = clock.beganNs(Phase.DURING);

    assertThat(clock.phaseOf(earlyNs)).isEqualTo(Phase.WARM_UP);
    assertThat(clock.phaseOf(duringNs)).isEqualTo(Phase.DURING);
    clock.advance();
    assertThat(clock.phaseOf(duringNs)).isEqualTo(Phase.DURING);
    assertThat(clock.phaseOf(clock.beganNs(Phase.AFTER) - 1)).isEqualTo(Phase.DURING);
    assertThat(clock.phaseOf(clock.beganNs(Phase.AFTER))).isEqualTo(Phase.AFTER);
  }

  @Test
  void phasesKindsAndMovingSlotsAreKeptApart() {
    LatencyBook book = new LatencyBook(IntervalLog.NONE);
    book.record(Phase.BEFORE, true, Place.MOVING, 1_000, 500);
    book.record(Phase.DURING, true, Place.MOVING, 2_000_000, 1_000_000);
    book.endInterval();
    book.record(Phase.DURING, true, Place.TARGET, 3_000, 3_000);
    book.record(Phase.DURING, false, Place.MOVING, 4_000, 4_000);
    book.endInterval();
    book.endInterval();

    assertThat(book.all(Phase.BEFORE).getTotalCount()).isEqualTo(1);
    assertThat(book.all(Phase.DURING).getTotalCount()).isEqualTo(3);
    assertThat(book.sets(Phase.DURING).getTotalCount()).isEqualTo(2);
    assertThat(book.movingSets().getTotalCount()).isEqualTo(1);
    assertThat(book.movingSets().getMaxValue()).isBetween(1_999_000L, 2_001_000L);
    assertThat(book.answerTimes(Place.MOVING).getTotalCount()).isEqualTo(2);
    assertThat(book.answerTimes(Place.MOVING).getMaxValue()).isBetween(999_000L, 1_001_000L);
    assertThat(book.answerTimes(Place.TARGET).getTotalCount()).isEqualTo(1);
    assertThat(book.answerTimes(Place.SOURCE).getTotalCount()).isZero();
    assertThat(book.all(Phase.AFTER).getTotalCount()).isZero();
    assertThat(book.intervals()).hasSize(2);
    assertThat(book.intervals().get(1).count()).isEqualTo(2);
  }
}
