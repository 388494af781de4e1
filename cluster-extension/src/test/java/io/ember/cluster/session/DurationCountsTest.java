package io.ember.cluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DurationCountsTest {
  private static long lower(int index) {
    return index == 0 ? 0 : DurationCounts.boundNs(index - 1);
  }

  @Test
  void boundsRiseByAQuarterAtMostAndDoubleWithEveryFourth() {
    assertThat(DurationCounts.boundNs(0)).isEqualTo(1_000);
    for (int i = 1; i < DurationCounts.BOUND_COUNT; i++) {
      long below = DurationCounts.boundNs(i - 1);
      assertThat(DurationCounts.boundNs(i)).isGreaterThan(below).isLessThanOrEqualTo(below * 5 / 4);
    }
    for (int i = 4; i < DurationCounts.BOUND_COUNT; i++) {
      assertThat(DurationCounts.boundNs(i)).isEqualTo(2 * DurationCounts.boundNs(i - 4));
    }
  }

  @Test
  void eachDurationIsCountedBetweenItsBounds() {
    SplittableRandom random = new SplittableRandom(1);
    for (int run = 0; run < 100_000; run++) {
      long ns = random.nextLong() >>> 1 >>> random.nextInt(63);
      int index = DurationCounts.index(ns);
      assertThat(ns).isGreaterThanOrEqualTo(lower(index));
      if (index < DurationCounts.BOUND_COUNT) {
        assertThat(ns).isLessThan(DurationCounts.boundNs(index));
      }
    }
  }

  @Test
  void addsUpWhatWasRecorded() {
    DurationCounts counts = new DurationCounts();
    counts.record(999);
    counts.record(1_000);
    counts.record(Long.MAX_VALUE / 2);
    long[] sums = new long[DurationCounts.BOUND_COUNT + 1];
    sums[1] = 5;

    counts.addTo(sums);

    assertThat(sums[0]).isEqualTo(1);
    assertThat(sums[1]).isEqualTo(6);
    assertThat(sums[DurationCounts.BOUND_COUNT]).isEqualTo(1);
    assertThat(counts.sumNs()).isEqualTo(1_999 + Long.MAX_VALUE / 2);
  }
}
