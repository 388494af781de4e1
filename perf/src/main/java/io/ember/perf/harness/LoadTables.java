package io.ember.perf.harness;

import io.ember.perf.load.LoadResult;
import io.ember.perf.report.Axis;
import io.ember.perf.report.Block;
import io.ember.perf.report.LinePlot;
import io.ember.perf.report.LinePlot.Point;
import io.ember.perf.report.LinePlot.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** How latencies look in reports. Stateless. */
public final class LoadTables {
  /** Names of the columns that {@link #latencies} fills. */
  public static final List<String> LATENCY_COLUMNS =
      List.of("mean us", "p50 us", "p90 us", "p99 us", "p99.9 us", "p99.99 us", "max us");

  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
  private static final int STEPS_PER_NINE = 12;
  private static final Axis PERCENTILE = new Axis("percentile", Axis.Scale.NINES);
  private static final Axis LATENCY = new Axis("latency, us", Axis.Scale.LOG);

  private LoadTables() {}

  /** {@return mean, percentiles and maximum in microseconds, as in {@link #LATENCY_COLUMNS}} */
  public static List<String> latencies(Histogram histogram) {
    List<String> cells = new ArrayList<>();
    cells.add(micros(histogram.getTotalCount() == 0 ? 0 : histogram.getMean()));
    for (double percentile : PERCENTILES) {
      cells.add(micros((double) histogram.getValueAtPercentile(percentile)));
    }
    cells.add(micros((double) histogram.getMaxValue()));
    return cells;
  }

  /** {@return a time in microseconds with three significant digits, whole above 100} */
  public static String micros(double ns) {
    double us = ns / 1e3;
    return String.format(Locale.ROOT, us >= 100 ? "%.0f" : us >= 10 ? "%.1f" : "%.2f", us);
  }

  /** {@return operations a second as a whole number with separators} */
  public static String rate(double operationsPerSecond) {
    return String.format(Locale.ROOT, "%,.0f", operationsPerSecond);
  }

  /** {@return the latency over the percentiles} */
  public static Series percentiles(String name, Histogram histogram) {
    List<Point> points = new ArrayList<>();
    double last = histogram.getTotalCount();
    for (int step = 0; histogram.getTotalCount() > 0; step++) {
      double inverse = Math.pow(10, step / (double) STEPS_PER_NINE);
      if (inverse > last) {
        points.add(new Point(Math.max(1, last), us(histogram.getMaxValue())));
        break;
      }
      points.add(new Point(inverse, us(histogram.getValueAtPercentile(100 - 100 / inverse))));
    }
    return new Series(name, points);
  }

  private static double us(long ns) {
    return Math.max(0.01, ns / 1e3);
  }

  /** {@return a plot of latencies over percentiles, with one line each} */
  public static Block percentilePlot(String title, List<Series> lines) {
    return new Block.Plot(new LinePlot(title, PERCENTILE, LATENCY, lines));
  }

  /** {@return how latencies went over the time of the run} */
  public static Block timePlot(String title, LoadResult result) {
    return new Block.Plot(
        new LinePlot(
            title,
            new Axis("seconds", Axis.Scale.LINEAR),
            LATENCY,
            List.of(
                over("p50", result, LoadResult.Interval::p50Us),
                over("p99", result, LoadResult.Interval::p99Us),
                over("max", result, LoadResult.Interval::maxUs))));
  }

  /** {@return how the throughput went over the time of the run} */
  public static Series throughputOverTime(String name, LoadResult result) {
    return over(name, result, LoadResult.Interval::operationsPerSecond);
  }

  private static Series over(
      String name, LoadResult result, ToDoubleFunction<LoadResult.Interval> value) {
    return new Series(
        name,
        result.intervals().stream()
            .map(
                interval ->
                    new Point(interval.endSeconds(), Math.max(0.01, value.applyAsDouble(interval))))
            .toList());
  }
}
