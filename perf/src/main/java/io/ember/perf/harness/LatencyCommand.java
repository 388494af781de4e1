package io.ember.perf.harness;

import static io.ember.perf.harness.HarnessOptions.results;

import io.ember.perf.cli.Arguments;
import io.ember.perf.cli.Option;
import io.ember.perf.cli.OptionSet;
import io.ember.perf.cli.PerfCommand;
import io.ember.perf.cli.PerfContext;
import io.ember.perf.cli.UsageException;
import io.ember.perf.load.IntervalLog;
import io.ember.perf.load.LoadGenerator;
import io.ember.perf.load.LoadResult;
import io.ember.perf.load.OpenLoop.Arrivals;
import io.ember.perf.load.Workload;
import io.ember.perf.report.Block;
import io.ember.perf.report.MarkdownWriter;
import io.ember.perf.report.Report;
import io.ember.perf.report.ResultDirectory;
import io.ember.perf.report.RunInfo;
import io.ember.perf.server.Target;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** {@code perf latency}: how long single requests take under a given load. */
public final class LatencyCommand implements PerfCommand {
  private static final Option<String> RATE =
      Option.text(
          "rate",
          "half",
          "N|half|max",
          "operations a second: open loop at N, or at half of what a closed loop reached just"
              + " before; max: closed loop");
  private static final Option<String> ARRIVALS =
      Option.choice(
          "arrivals",
          "poisson",
          "how operations of the open loop are spread",
          "poisson",
          "uniform");
  private static final Option<Long> PIPELINE =
      Option.number("pipeline", 1, 1, 100_000, "requests that travel together");
  private static final Option<Long> VALUE_BYTES =
      Option.number("value-bytes", 64, 0, 16 << 20, "size of the values");
  private static final Option<Double> SET_SHARE =
      Option.decimal("set-share", 0.5, 0, 1, "share of SET, the others are GET");
  private static final Option<Double> SECONDS =
      Option.decimal("seconds", 10, 0.1, 86_400, "how long to measure");
  private static final Option<Double> WARMUP =
      Option.decimal("warmup-seconds", 3, 0, 86_400, "how long to run before that");

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String summary() {
    return """
        Measures how long GET and SET take under a given load.
        In an open loop operations are due at times that do not depend on the server, and each
        is measured from the time at which it was due.""";
  }

  @Override
  public OptionSet options() {
    return new OptionSet(
        "",
        HarnessOptions.TARGET,
        RATE,
        ARRIVALS,
        HarnessOptions.CONNECTIONS,
        PIPELINE,
        HarnessOptions.THREADS,
        HarnessOptions.KEYS,
        VALUE_BYTES,
        SET_SHARE,
        SECONDS,
        WARMUP,
        HarnessOptions.IDLE,
        HarnessOptions.SEED,
        HarnessOptions.NO_FILL,
        HarnessOptions.SET,
        HarnessOptions.JVM_OPTIONS,
        HarnessOptions.OUT);
  }

  @Override
  public int run(Arguments arguments, PerfContext context)
      throws IOException, InterruptedException {
    HarnessOptions.checkTarget(arguments);
    checkRate(arguments.get(RATE));
    Instant start = Instant.now();
    RunInfo info = RunInfo.collect(context.home(), start, context.commandLine());
    ResultDirectory directory = results(arguments, context, start);
    try (Target target = HarnessOptions.openTarget(arguments, context, directory.path())) {
      Workload workload =
          HarnessOptions.workload(
              arguments,
              target,
              arguments.getInt(PIPELINE),
              arguments.getInt(VALUE_BYTES),
              arguments.get(SET_SHARE));
      if (!arguments.get(HarnessOptions.NO_FILL)) {
        context.out().printf(Locale.ROOT, "writing %,d keys%n", workload.keyCount());
        LoadGenerator.fill(workload.withPipeline(64), 0, workload.keyCount());
      }
      double rate = rate(arguments, workload, context);
      LoadResult result = measure(arguments, workload, rate, directory, context);
      Report report = report(target, workload, arguments, rate, result, info);
      directory.write(report);
      context.out().print(MarkdownWriter.render(report));
      context.out().println("\nresults: " + directory.path());
      return result.errorCount() == 0 ? 0 : 70;
    }
  }

  private static void checkRate(String text) {
    if (text.equals("half") || text.equals("max")) {
      return;
    }
    try {
      if (Double.parseDouble(text) > 0) {
        return;
      }
    } catch (NumberFormatException e) {
      // falls through to the message for everything that is no rate
    }
    throw new UsageException("--rate " + text + ": must be a number above 0, half or max");
  }

  /** {@return operations a second, 0 for a closed loop} */
  private static double rate(Arguments arguments, Workload workload, PerfContext context)
      throws IOException, InterruptedException {
    String text = arguments.get(RATE);
    if (text.equals("max")) {
      return 0;
    }
    if (!text.equals("half")) {
      return Double.parseDouble(text);
    }
    double seconds = Math.min(5, arguments.get(SECONDS));
    LoadResult full =
        new LoadGenerator(workload, IntervalLog.NONE).closedLoop(arguments.get(WARMUP), seconds);
    context
        .out()
        .println("full load: " + LoadTables.rate(full.operationsPerSecond()) + " operations/s");
    return full.operationsPerSecond() / 2;
  }

  private static LoadResult measure(
      Arguments arguments,
      Workload workload,
      double rate,
      ResultDirectory directory,
      PerfContext context)
      throws IOException, InterruptedException {
    context
        .out()
        .printf(
            Locale.ROOT,
            "measuring for %.1f s %s%n",
            arguments.get(SECONDS),
            rate == 0 ? "in a closed loop" : "at " + LoadTables.rate(rate) + " operations/s");
    try (IntervalLog log =
        IntervalLog.create(directory.file("latency.hlog"), context.commandLine())) {
      LoadGenerator generator = new LoadGenerator(workload, log);
      if (rate == 0) {
        return generator.closedLoop(arguments.get(WARMUP), arguments.get(SECONDS));
      }
      Arrivals arrivals =
          arguments.get(ARRIVALS).equals("poisson") ? Arrivals.POISSON : Arrivals.UNIFORM;
      return generator.openLoop(rate, arrivals, arguments.get(WARMUP), arguments.get(SECONDS));
    }
  }

  private static Report report(
      Target target,
      Workload workload,
      Arguments arguments,
      double rate,
      LoadResult result,
      RunInfo info) {
    Report report = new Report("Latency of " + target.name());
    report.paragraph(
        String.format(
            Locale.ROOT,
            "%s, %d connections, pipeline %d, %,d keys, values of %d bytes, %.0f %% SET, idle %s.",
            rate == 0
                ? "Closed loop"
                : "Open loop, "
                    + LoadTables.rate(rate)
                    + " operations/s, "
                    + arguments.get(ARRIVALS)
                    + " arrivals, latency from the time at which an operation was due",
            workload.connections(),
            workload.pipeline(),
            workload.keyCount(),
            workload.valueBytes(),
            workload.setShare() * 100,
            arguments.get(HarnessOptions.IDLE)));
    List<String> header = new ArrayList<>(List.of("operation", "count"));
    header.addAll(LoadTables.LATENCY_COLUMNS);
    report.add(
        new Block.Table(
            header,
            List.of(
                row("SET", result.sets()), row("GET", result.gets()), row("all", result.all()))));
    report.add(
        new Block.Table(
            List.of("operations/s", "seconds", "errors", "without a value", "without an answer"),
            List.of(
                List.of(
                    LoadTables.rate(result.operationsPerSecond()),
                    String.format(Locale.ROOT, "%.1f", result.seconds()),
                    Long.toString(result.errorCount()),
                    Long.toString(result.missCount()),
                    Long.toString(result.lostCount())))));
    if (result.errorCount() > 0) {
      report.paragraph("First error: " + result.firstError());
    }
    report.add(
        LoadTables.percentilePlot(
            "Latency by percentile",
            List.of(
                LoadTables.percentiles("SET", result.sets()),
                LoadTables.percentiles("GET", result.gets()))));
    report.add(LoadTables.timePlot("Latency over time", result));
    return report.runInfo(info);
  }

  private static List<String> row(String name, Histogram histogram) {
    List<String> row = new ArrayList<>();
    row.add(name);
    row.add(String.format(Locale.ROOT, "%,d", histogram.getTotalCount()));
    row.addAll(LoadTables.latencies(histogram));
    return row;
  }
}
