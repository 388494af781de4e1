package io.ember.perf.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.perf.report.LinePlot.Point;
import io.ember.perf.report.LinePlot.Series;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LoadTablesTest {
  @Test
  void showsPercentilesInMicroseconds() {
    Histogram histogram = new Histogram(3);
    for (int i = 1; i <= 1000; i++) {
      histogram.recordValue(i * 1000L);
    }

    List<String> cells = LoadTables.latencies(histogram);

    assertThat(cells).containsExactly("501", "500", "900", "990", "999", "1000", "1000");
    assertThat(cells).hasSameSizeAs(LoadTables.LATENCY_COLUMNS);
  }

  @Test
  void showsAnEmptyHistogram() {
    assertThat(LoadTables.latencies(new Histogram(3))).startsWith("0.00");
    assertThat(LoadTables.percentiles("none", new Histogram(3)).points()).isEmpty();
  }

  @Test
  void theLineOfPercentilesEndsWithTheMaximumAtTheNumberOfValues() {
    Histogram histogram = new Histogram(3);
    histogram.recordValueWithCount(10_000, 9_999);
    histogram.recordValue(5_000_000);

    Series line = LoadTables.percentiles("x", histogram);

    Point first = line.points().get(0);
    Point last = line.points().get(line.points().size() - 1);
    assertThat(first.x()).isEqualTo(1);
    assertThat(first.y()).isBetween(9.9, 10.1);
    assertThat(last.x()).isEqualTo(10_000);
    assertThat(last.y()).isBetween(4990.0, 5010.0);
  }
}
