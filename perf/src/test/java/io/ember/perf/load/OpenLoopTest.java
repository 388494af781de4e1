package io.ember.perf.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ember.perf.load.OpenLoop.Arrivals;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void uniformOperationsAreDueAtEqualDistancesWhateverTheClockSays() {
    OpenLoop loop = new OpenLoop(0, SECOND, 4, 1, Arrivals.UNIFORM, 1);

    for (long due = 0; due < SECOND; due += SECOND / 4) {
      assertThat(loop.nextNs(999 * SECOND)).isEqualTo(due);
      loop.advance();
    }
    assertThat(loop.nextNs(0)).isEqualTo(Schedule.NEVER);
  }

  @Test
  void intervalsThatAreNoWholeNumberOfNanosecondsKeepTheRate() {
    OpenLoop loop = new OpenLoop(0, SECOND, 300_007, 1, Arrivals.UNIFORM, 1);

    assertThat(countOf(loop)).isBetween(300_006L, 300_008L);
  }

  @Test
  void poissonArrivalsHaveTheMeanAndTheSpreadOfExponentialDistances() {
    OpenLoop loop = new OpenLoop(0, 2000 * SECOND, 100, 1, Arrivals.POISSON, 7);
    double sum = 0;
    double squares = 0;
    int count = 100_000;
    long last = 0;
    for (int i = 0; i < count; i++) {
      double interval = loop.nextNs(0) - last;
      last += (long) interval;
      sum += interval;
      squares += interval * interval;
      loop.advance();
    }

    double mean = sum / count;
    double deviation = Math.sqrt(squares / count - mean * mean);

    assertThat(mean).isCloseTo(SECOND / 100.0, within(SECOND / 100.0 * 0.02));
    assertThat(deviation).isCloseTo(mean, within(mean * 0.03));
  }

  @Test
  void theSameSeedAsksTheSame() {
    OpenLoop one = new OpenLoop(0, SECOND, 1000, 1, Arrivals.POISSON, 42);
    OpenLoop other = new OpenLoop(0, SECOND, 1000, 1, Arrivals.POISSON, 42);

    for (int i = 0; i < 500; i++) {
      assertThat(one.nextNs(0)).isEqualTo(other.nextNs(0));
      one.advance();
      other.advance();
    }
  }

  @Test
  void aBatchIsDueAtOnceAndKeepsTheRateOfOperations() {
    OpenLoop loop = new OpenLoop(0, SECOND, 1000, 10, Arrivals.UNIFORM, 1);

    for (int i = 0; i < 10; i++) {
      assertThat(loop.nextNs(0)).isZero();
      loop.advance();
    }
    assertThat(loop.nextNs(0)).isEqualTo(SECOND / 100);
    assertThat(countOf(loop)).isEqualTo(990);
  }

  @Test
  void aRateOfNothingIsRefused() {
    assertThatThrownBy(() -> new OpenLoop(0, SECOND, 0, 1, Arrivals.UNIFORM, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("above 0");
  }

  private static long countOf(Schedule schedule) {
    long count = 0;
    for (; schedule.nextNs(0) != Schedule.NEVER; schedule.advance()) {
      count++;
    }
    return count;
  }
}
