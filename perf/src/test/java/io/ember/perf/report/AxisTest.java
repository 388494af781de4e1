package io.ember.perf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.perf.report.Axis.Scale;
import io.ember.perf.report.Axis.Tick;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void aLinearAxisEndsAtARoundNumberAboveTheLargestValue() {
    Axis axis = new Axis("x", Scale.LINEAR);

    assertThat(axis.lowerEnd(3)).isZero();
    assertThat(axis.upperEnd(87)).isEqualTo(100);
    assertThat(axis.ticks(0, 100))
        .extracting(Tick::text)
        .containsExactly("0", "20", "40", "60", "80", "100");
  }

  @Test
  void aLogarithmicAxisShowsPowersOfTen() {
    Axis axis = new Axis("us", Scale.LOG);

    assertThat(axis.lowerEnd(0.5)).isEqualTo(0.1);
    assertThat(axis.upperEnd(2000)).isEqualTo(10_000);
    assertThat(axis.ticks(0.1, 10_000))
        .extracting(Tick::text)
        .containsExactly("0.1", "1", "10", "100", "1000", "10 k");
    assertThat(axis.position(10, 1, 100)).isEqualTo(0.5);
  }

  @Test
  void nineTakeTheSameRoom() {
    Axis axis = new Axis("percentile", Scale.NINES);

    assertThat(axis.ticks(1, 10_000))
        .extracting(Tick::text)
        .containsExactly("0%", "90%", "99%", "99.9%", "99.99%");
  }

  @Test
  void valuesWithoutASpreadLieInTheMiddle() {
    assertThat(new Axis("x", Scale.LINEAR).position(5, 5, 5)).isEqualTo(0.5);
  }
}
