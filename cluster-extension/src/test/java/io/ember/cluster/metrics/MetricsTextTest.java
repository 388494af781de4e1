package io.ember.cluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricsTextTest {
  private final MetricsText text = new MetricsText();

  @Test
  void writesFamiliesWithTheirSamples() {
    text.counter("ember_commands_total", "Calls.").sample(5);
    text.gauge("ember_load", "Load by lane.").sample(0.25, "lane", "0").sample(1, "lane", "1");
    text.gauge("ember_nothing", "Of what there is none.");

    assertThat(text.toString())
        .isEqualTo(
            """
            # HELP ember_commands_total Calls.
            # TYPE ember_commands_total counter
            ember_commands_total 5
            # HELP ember_load Load by lane.
            # TYPE ember_load gauge
            ember_load{lane="0"} 0.25
            ember_load{lane="1"} 1
            # HELP ember_nothing Of what there is none.
            # TYPE ember_nothing gauge
            """);
  }

  @Test
  void escapesWhatWouldEndALineOrALabel() {
    text.gauge("ember_odd", "A \\ and\na line.").sample(1, "a", "\"q\" \\ \n", "b", "plain");

    assertThat(text.toString())
        .isEqualTo(
            """
            # HELP ember_odd A \\\\ and\\na line.
            # TYPE ember_odd gauge
            ember_odd{a="\\"q\\" \\\\ \\n",b="plain"} 1
            """);
  }

  @Test
  void countsOfAHistogramIncludeThoseOfSmallerBuckets() {
    text.histogram(
        "ember_wait_seconds", "Waits.", new double[] {0.5, 2}, new long[] {3, 0, 4}, 12.5);

    assertThat(text.toString())
        .isEqualTo(
            """
            # HELP ember_wait_seconds Waits.
            # TYPE ember_wait_seconds histogram
            ember_wait_seconds_bucket{le="0.5"} 3
            ember_wait_seconds_bucket{le="2.0"} 3
            ember_wait_seconds_bucket{le="+Inf"} 7
            ember_wait_seconds_sum 12.5
            ember_wait_seconds_count 7
            """);
  }

  @Test
  void writesNumbersThatAreNone() {
    assertThat(MetricsText.number(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
    assertThat(MetricsText.number(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
    assertThat(MetricsText.number(Double.NaN)).isEqualTo("NaN");
  }

  @Test
  void aFamilyIsWrittenOnce() {
    text.gauge("ember_keys", "Keys.");

    assertThatThrownBy(() -> text.counter("ember_keys", "Keys."))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ember_keys");
  }
}
