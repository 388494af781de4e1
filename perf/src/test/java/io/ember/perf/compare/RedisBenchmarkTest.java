package io.ember.perf.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.perf.compare.Measurements.ThroughputRun;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisBenchmarkTest {
  private static final String OUTPUT =
      """
      WARNING: Could not fetch server CONFIG
      "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
      "SET","97276.27","0.269","0.088","0.263","0.311","0.375","1.183"
      "GET","98039.22","0.266","0.088","0.255","0.311","0.391","0.919"
      """;

  @Test
  void readsTheLineOfTheOperation() throws Exception {
    ThroughputRun run = RedisBenchmark.parse(OUTPUT, "GET", 100, 1.5);

    assertThat(run.operationsPerSecond()).isEqualTo(98039.22);
    assertThat(run.p50Ms()).isEqualTo(0.255);
    assertThat(run.p99Ms()).isEqualTo(0.391);
    assertThat(run.cpuUs()).isEqualTo(1.5);
  }

  @Test
  void whatTakesNoMillisecondIsTakenToTakeOne() throws Exception {
    String output = OUTPUT.replace("98039.22", "inf");
    assertThat(RedisBenchmark.parse(output, "GET", 100, 1.5).operationsPerSecond())
        .isEqualTo(100_000);
  }

  @Test
  void showsWhatItCouldNotRead() {
    assertThatThrownBy(() -> RedisBenchmark.parse("Error: Connection reset", "SET", 100, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Connection reset");
  }

  @Test
  void mediansAreOfTheMiddle() {
    assertThat(Numbers.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Numbers.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    assertThat(Numbers.median(List.of())).isNaN();
    assertThat(Numbers.text(Double.NaN, 2)).isEqualTo("-");
    assertThat(Numbers.spread(List.of(0.9, 1.1), 2)).isEqualTo("0.90 to 1.10");
  }
}
