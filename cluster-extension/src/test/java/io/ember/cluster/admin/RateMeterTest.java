package io.ember.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateMeterTest {
  private static final long SECOND = 1_000_000_000L;

  private final RateMeter meter = new RateMeter();

  @Test
  void hasNoRateBeforeTheSecondQuestion() {
    assertThat(meter.perSecond(1000, 0)).isZero();
  }

  @Test
  void averagesOverTheTimeSinceTheLastQuestion() {
    meter.perSecond(0, 0);

    assertThat(meter.perSecond(1000, 2 * SECOND)).isEqualTo(500);
    assertThat(meter.perSecond(4000, 3 * SECOND)).isEqualTo(3000);
  }

  @Test
  void manyQuestionsDoNotMakeTheWindowShort() {
    meter.perSecond(0, 0);
    meter.perSecond(1000, SECOND);

    assertThat(meter.perSecond(1001, SECOND + 1)).isEqualTo(1001);
    assertThat(meter.perSecond(1500, SECOND + SECOND / 2)).isEqualTo(1000);
  }

  @Test
  void beginsAnewWhenTheCounterWasReset() {
    meter.perSecond(0, 0);
    meter.perSecond(1000, SECOND);

    assertThat(meter.perSecond(10, 2 * SECOND)).isZero();
    assertThat(meter.perSecond(110, 3 * SECOND)).isEqualTo(100);
  }
}
