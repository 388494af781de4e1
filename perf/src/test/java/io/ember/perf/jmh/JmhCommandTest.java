package io.ember.perf.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.perf.jmh.JmhRun.Score;
import io.ember.perf.report.HtmlWriter;
import io.ember.perf.report.MarkdownWriter;
import io.ember.perf.report.Report;
import io.ember.perf.report.RunInfo;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JmhCommandTest {
  @Test
  void theReportHasASectionForEachClass() {
    Report report =
        JmhCommand.report(
            List.of(
                new Score("StoreBenchmark.get", "store=direct keys=1000", 151.5, 3.2, "ns/op", 0),
                new Score("StoreBenchmark.put", "store=direct keys=1000", 160, 4, "ns/op", 0.001),
                new Score("RoutingBenchmark.oneKey", "", 8.9, Double.NaN, "ns/op", Double.NaN)),
            JmhRun.QUICK,
            new RunInfo("m", "k", "j", "c", Instant.EPOCH, "perf jmh"));

    assertThat(MarkdownWriter.render(report))
        .contains("## StoreBenchmark", "## RoutingBenchmark")
        .contains("| get       | store=direct keys=1000 | 151.50 |  3.20 | ns/op | 0.00 |")
        .contains("| oneKey    |            |  8.90 |     - | ns/op |   - |");
    assertThat(HtmlWriter.render(report)).contains("get direct 1000").doesNotContain("NaN");
  }
}
