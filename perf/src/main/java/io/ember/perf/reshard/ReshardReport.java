package io.ember.perf.reshard;

import io.ember.perf.harness.LoadTables;
import io.ember.perf.report.Axis;
import io.ember.perf.report.Block;
import io.ember.perf.report.LinePlot;
import io.ember.perf.report.LinePlot.Point;
import io.ember.perf.report.LinePlot.Series;
import io.ember.perf.report.Report;
import io.ember.perf.report.RunInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** What a run of {@code perf reshard} tells. Stateless. */
final class ReshardReport {
  private static final List<Phase> MEASURED = List.of(Phase.BEFORE, Phase.DURING, Phase.AFTER);

  private ReshardReport() {}

  /** {@return the report of the clusters that were measured so far} */
  static Report of(List<ReshardResult> results, LoadPlan plan, String shape, RunInfo info) {
    Report report = new Report("Resharding under load");
    report.paragraph(
        String.format(
            Locale.ROOT,
            "Shape %s (primaries x replicas of each), %,d keys with values of %d bytes, %,.0f"
                + " operations/s in an open loop by %d threads on %s, %.0f %% SET. Latency counts"
                + " from the time at which an operation was due, and for the phase in which it was"
                + " due.",
            shape,
            plan.keys(),
            plan.valueBytes(),
            plan.ratePerSecond(),
            plan.threads(),
            plan.client(),
            plan.setShare() * 100));
    report.heading("The move").add(moves(results));
    for (ReshardResult result : results) {
      report.paragraph(result.system() + " says: " + result.outcome().message());
    }
    report.heading("What clients waited").add(latencies(results));
    report
        .paragraph(
            "Where the waiting is: GET and SET during the move from the time at which they were"
                + " called, without the time that they waited for a thread.")
        .add(answers(results));
    report.heading("What clients saw, and what is there afterwards").add(findings(results));
    for (ReshardResult result : results) {
      result.errorTexts().stream().limit(10).forEach(text -> report.add(new Block.Listing(text)));
    }
    plots(report, results);
    return report.runInfo(info);
  }

  private static Block moves(List<ReshardResult> results) {
    List<List<String>> rows = new ArrayList<>();
    for (ReshardResult result : results) {
      double seconds = result.moveSeconds();
      rows.add(
          List.of(
              result.system(),
              result.outcome().succeeded() ? "yes" : "no",
              count(result.arrived()) + " of " + count(result.slots()),
              count(result.keys()),
              String.format(Locale.ROOT, "%.2f", seconds),
              LoadTables.rate(result.slots() / seconds),
              LoadTables.rate(result.keys() / seconds),
              String.format(
                  Locale.ROOT, "%.2f", result.keys() / 1e6 * result.entryBytes() / seconds)));
    }
    return new Block.Table(
        List.of("system", "succeeded", "slots", "keys", "seconds", "slots/s", "keys/s", "MB/s"),
        rows);
  }

  private static Block latencies(List<ReshardResult> results) {
    List<List<String>> rows = new ArrayList<>();
    for (ReshardResult result : results) {
      LatencyBook book = result.book();
      for (Phase phase : MEASURED) {
        rows.add(row(result, phase.word(), "GET and SET", book.all(phase)));
        rows.add(row(result, phase.word(), "SET", book.sets(phase)));
      }
      rows.add(row(result, "during", "SET in slots that move", book.movingSets()));
    }
    return new Block.Table(
        List.of("system", "phase", "operations", "count", "p50 ms", "p99 ms", "p99.9 ms", "max ms"),
        rows);
  }

  private static Block answers(List<ReshardResult> results) {
    List<List<String>> rows = new ArrayList<>();
    for (ReshardResult result : results) {
      for (Place place : Place.values()) {
        rows.add(row(result, "during", place.text(), result.book().answerTimes(place)));
      }
    }
    return new Block.Table(
        List.of("system", "phase", "where", "count", "p50 ms", "p99 ms", "p99.9 ms", "max ms"),
        rows);
  }

  private static List<String> row(
      ReshardResult result, String phase, String operations, Histogram histogram) {
    return List.of(
        result.system(),
        phase,
        operations,
        count(histogram.getTotalCount()),
        millis(histogram.getValueAtPercentile(50)),
        millis(histogram.getValueAtPercentile(99)),
        millis(histogram.getValueAtPercentile(99.9)),
        millis(histogram.getMaxValue()));
  }

  private static Block findings(List<ReshardResult> results) {
    List<List<String>> rows = new ArrayList<>();
    for (ReshardResult result : results) {
      KeyAudit audit = result.audit();
      rows.add(
          List.of(
              result.system(),
              count(result.calls()),
              count(result.errors()),
              count(result.wrong()),
              result.moved() == LoadClient.UNKNOWN ? "unknown" : count(result.moved()),
              count(audit.held()),
              count(audit.strays()),
              count(audit.lost())));
    }
    return new Block.Table(
        List.of(
            "system",
            "calls",
            "errors",
            "wrong values read",
            "MOVED followed",
            "keys counted",
            "keys where they should not be",
            "keys lost"),
        rows);
  }

  private static void plots(Report report, List<ReshardResult> results) {
    report.heading("Over time");
    report.add(overTime("p99, ms", results, interval -> interval.p99Ns() / 1e6));
    report.add(overTime("maximum, ms", results, interval -> interval.maxNs() / 1e6));
    List<Series> during = new ArrayList<>();
    for (ReshardResult result : results) {
      for (Phase phase : MEASURED) {
        during.add(
            LoadTables.percentiles(result.system() + " " + phase.word(), result.book().all(phase)));
      }
    }
    report.add(LoadTables.percentilePlot("Latency by percentile", during));
  }

  private static Block overTime(
      String what, List<ReshardResult> results, ToDoubleFunction<LatencyBook.Interval> value) {
    List<Series> lines = new ArrayList<>();
    for (ReshardResult result : results) {
      long zeroNs = result.clock().beganNs(Phase.DURING);
      long fromNs = result.clock().beganNs(Phase.BEFORE);
      List<Point> points =
          result.book().intervals().stream()
              .filter(interval -> interval.endNs() - fromNs > 0)
              .map(
                  interval ->
                      new Point(
                          (interval.endNs() - zeroNs) / 1e9,
                          Math.max(0.001, value.applyAsDouble(interval))))
              .toList();
      lines.add(
          new Series(
              String.format(
                  Locale.ROOT, "%s (ends at %.1f s)", result.system(), result.moveSeconds()),
              points));
    }
    return new Block.Plot(
        new LinePlot(
            "Latency of each second, " + what,
            new Axis("seconds since the move began", Axis.Scale.LINEAR),
            new Axis(what, Axis.Scale.LOG),
            lines));
  }

  private static String millis(long ns) {
    double ms = ns / 1e6;
    return String.format(Locale.ROOT, ms >= 100 ? "%.0f" : ms >= 10 ? "%.1f" : "%.2f", ms);
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
