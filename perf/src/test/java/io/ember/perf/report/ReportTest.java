package io.ember.perf.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.perf.report.Axis.Scale;
import io.ember.perf.report.LinePlot.Point;
import io.ember.perf.report.LinePlot.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @Test
  void markdownPadsTablesAndAlignsNumbersRight() {
    Block.Table table =
        new Block.Table(
            List.of("name", "count"), List.of(List.of("a|b", "5"), List.of("c", "1,000")));

    assertThat(MarkdownWriter.render(table))
        .isEqualTo(
            """
            | name | count |
            | ---- | ----: |
            | a\\|b |     5 |
            | c    | 1,000 |
            """);
  }

  @Test
  void markdownLeavesOutPlots() {
    String text = MarkdownWriter.render(report());

    assertThat(text)
        .startsWith("# Title\n")
        .contains("## Section", "some words", "```\nls -l\n```");
    assertThat(text).doesNotContain("svg");
  }

  @Test
  void theHtmlRefersToNothingOutsideOfItself() {
    String page = HtmlWriter.render(report()).toLowerCase(Locale.ROOT);

    assertThat(page)
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("src=")
        .doesNotContain("href=")
        .doesNotContain("url(")
        .doesNotContain("@import")
        .doesNotContain("<link")
        .doesNotContain("<script");
  }

  @Test
  void theHtmlEscapesWhatItIsGiven() {
    Report report =
        new Report("<b>bold</b>")
            .paragraph("a < b & c")
            .add(new Block.Table(List.of("<script>"), List.of(List.of("\"x\""))));

    String page = HtmlWriter.render(report);

    assertThat(page)
        .contains("<h1>&lt;b&gt;bold&lt;/b&gt;</h1>", "a &lt; b &amp; c", "&lt;script&gt;")
        .contains("&quot;x&quot;");
  }

  @Test
  void aPlotDrawsEachLineAndItsName() {
    String page = HtmlWriter.render(report());

    assertThat(page).contains("<svg ", "<polyline", "first line", "99.9%", "</svg>");
    assertThat(page).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void aPlotWithoutPointsSaysSo() {
    LinePlot empty =
        new LinePlot(
            "Empty",
            new Axis("x", Scale.LINEAR),
            new Axis("y", Scale.LOG),
            List.of(new Series("nothing", List.of())));

    assertThat(HtmlWriter.render(new Report("t").add(new Block.Plot(empty)))).contains("no data");
  }

  @Test
  void aRowOfAnotherWidthIsRefused() {
    assertThatThrownBy(() -> new Block.Table(List.of("a", "b"), List.of(List.of("1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have 2 cells: 1");
  }

  @Test
  void directoriesOfTheSameSecondGetNumbers(@TempDir Path parent) throws Exception {
    Instant time = Instant.parse("2026-11-24T20:39:35Z");

    ResultDirectory first = ResultDirectory.create(parent.resolve("results"), time);
    ResultDirectory second = ResultDirectory.create(parent.resolve("results"), time);
    first.write(report());

    assertThat(first.path().getFileName()).hasToString("20261124-203935");
    assertThat(second.path().getFileName()).hasToString("20261124-203935-2");
    assertThat(Files.readString(first.file("summary.md"))).contains("# Title");
    assertThat(Files.readString(first.file("report.html"))).contains("<title>Title</title>");
  }

  @Test
  void theFactsOfTheRunAreComplete(@TempDir Path home) {
    RunInfo info = RunInfo.collect(home, Instant.parse("2026-11-24T20:39:35.5Z"), "perf latency");

    assertThat(info.commit()).isEqualTo("unknown");
    assertThat(info.rows())
        .extracting(row -> row.get(0))
        .containsExactly("machine", "kernel", "JDK", "commit", "date", "command");
    assertThat(info.machine()).contains("processors");
    assertThat(info.date()).isEqualTo(Instant.parse("2026-11-24T20:39:35Z"));
  }

  private static Report report() {
    Axis percentile = new Axis("percentile", Scale.NINES);
    LinePlot lines =
        new LinePlot(
            "Lines",
            percentile,
            new Axis("us", Scale.LOG),
            List.of(
                new Series("first line", List.of(new Point(1, 5), new Point(1000, 4000))),
                new Series("second line", List.of(new Point(1, 0.5)))));
    BarPlot bars =
        new BarPlot(
            "Bars",
            "operations/s",
            List.of("A", "B"),
            List.of(new BarPlot.Group("P=1", List.of(1000.0, 2_500_000.0))));
    return new Report("Title")
        .heading("Section")
        .paragraph("some words")
        .add(new Block.Listing("ls -l"))
        .add(new Block.Plot(lines))
        .add(new Block.Bars(bars))
        .runInfo(new RunInfo("m", "k", "j", "c", Instant.EPOCH, "perf x"));
  }
}
