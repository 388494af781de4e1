package io.ember.perf.harness;

import io.ember.perf.cli.Arguments;
import io.ember.perf.cli.Option;
import io.ember.perf.cli.OptionSet;
import io.ember.perf.cli.PerfCommand;
import io.ember.perf.cli.PerfContext;
import io.ember.perf.load.IntervalLog;
import io.ember.perf.load.LoadGenerator;
import io.ember.perf.load.LoadResult;
import io.ember.perf.load.Workload;
import io.ember.perf.report.Axis;
import io.ember.perf.report.BarPlot;
import io.ember.perf.report.Block;
import io.ember.perf.report.LinePlot;
import io.ember.perf.report.MarkdownWriter;
import io.ember.perf.report.Report;
import io.ember.perf.report.ResultDirectory;
import io.ember.perf.report.RunInfo;
import io.ember.perf.server.ProcessStats;
import io.ember.perf.server.Target;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code perf throughput}: how many requests a server answers at most. */
public final class ThroughputCommand implements PerfCommand {
  private static final Option<List<Integer>> PIPELINES =
      Option.numbers("pipelines", "1,16,64", 1, 100_000, "requests that travel together");
  private static final Option<List<Integer>> VALUE_BYTES =
      Option.numbers("value-bytes", "64,1024", 0, 16 << 20, "sizes of the values");
  private static final Option<Double> SECONDS =
      Option.decimal("seconds", 5, 0.1, 86_400, "how long to measure each case");
  private static final Option<Double> WARMUP =
      Option.decimal("warmup-seconds", 2, 0, 86_400, "how long to run before each case");

  private static final Option<Boolean> REPLICATION =
      Option.flag(
          "replication",
          "measure instead what a replica costs: alone, async and in-sync, in one run");

  /** One case: what was asked, and the answer. */
  private record Case(String operation, Workload workload, LoadResult result, double cpuNs) {
    String title() {
      return operation + " " + workload.valueBytes() + " B P=" + workload.pipeline();
    }

    List<String> row() {
      List<String> row = new ArrayList<>();
      row.add(title());
      row.add(LoadTables.rate(result.operationsPerSecond()));
      row.add(cpuNs < 0 ? "-" : LoadTables.micros(cpuNs));
      row.addAll(LoadTables.latencies(result.all()));
      row.add(Long.toString(result.errorCount()));
      return row;
    }
  }

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public String summary() {
    return "Measures how many GET and SET a server answers in a closed loop.";
  }

  @Override
  public OptionSet options() {
    return new OptionSet(
        "",
        HarnessOptions.TARGET,
        PIPELINES,
        VALUE_BYTES,
        HarnessOptions.CONNECTIONS,
        HarnessOptions.THREADS,
        HarnessOptions.KEYS,
        SECONDS,
        WARMUP,
        HarnessOptions.SEED,
        HarnessOptions.NO_FILL,
        HarnessOptions.SET,
        HarnessOptions.JVM_OPTIONS,
        HarnessOptions.OUT,
        HarnessOptions.IDLE,
        REPLICATION);
  }

  @Override
  public int run(Arguments arguments, PerfContext context)
      throws IOException, InterruptedException {
    HarnessOptions.checkTarget(arguments);
    if (arguments.get(REPLICATION)) {
      return ReplicationCost.run(
          arguments, context, arguments.get(PIPELINES), arguments.get(SECONDS));
    }
    Instant start = Instant.now();
    RunInfo info = RunInfo.collect(context.home(), start, context.commandLine());
    ResultDirectory directory = HarnessOptions.results(arguments, context, start);
    List<Case> cases = new ArrayList<>();
    try (Target target = HarnessOptions.openTarget(arguments, context, directory.path())) {
      for (int valueBytes : arguments.get(VALUE_BYTES)) {
        Workload sized = HarnessOptions.workload(arguments, target, 1, valueBytes, 1);
        if (!arguments.get(HarnessOptions.NO_FILL)) {
          context
              .out()
              .printf(Locale.ROOT, "writing %,d keys of %d bytes%n", sized.keyCount(), valueBytes);
          LoadGenerator.fill(sized.withPipeline(64), 0, sized.keyCount());
        }
        for (int pipeline : arguments.get(PIPELINES)) {
          Workload deep = HarnessOptions.workload(arguments, target, pipeline, valueBytes, 1);
          cases.add(measure("SET", deep, target, arguments, directory, context));
          cases.add(measure("GET", deep.withSetShare(0), target, arguments, directory, context));
          directory.write(report(target, cases, info));
        }
      }
      context.out().print(MarkdownWriter.render(report(target, cases, info)));
    }
    context.out().println("\nresults: " + directory.path());
    return cases.stream().allMatch(each -> each.result().errorCount() == 0) ? 0 : 70;
  }

  private static Case measure(
      String operation,
      Workload workload,
      Target target,
      Arguments arguments,
      ResultDirectory directory,
      PerfContext context)
      throws IOException, InterruptedException {
    String file =
        String.format(
            Locale.ROOT,
            "throughput-%s-%db-p%d.hlog",
            operation.toLowerCase(Locale.ROOT),
            workload.valueBytes(),
            workload.pipeline());
    try (IntervalLog log = IntervalLog.create(directory.file(file), context.commandLine())) {
      double warmup = arguments.get(WARMUP);
      if (warmup > 0) {
        new LoadGenerator(workload, IntervalLog.NONE).closedLoop(0, warmup);
      }
      long cpuBefore = target.pid() < 0 ? 0 : ProcessStats.cpuNs(target.pid());
      LoadResult result = new LoadGenerator(workload, log).closedLoop(0, arguments.get(SECONDS));
      double cpuNs =
          target.pid() < 0
              ? -1
              : (ProcessStats.cpuNs(target.pid()) - cpuBefore)
                  / (double) Math.max(1, result.operationCount());
      Case measured = new Case(operation, workload, result, cpuNs);
      context
          .out()
          .println(measured.title() + ": " + LoadTables.rate(result.operationsPerSecond()) + "/s");
      return measured;
    }
  }

  private static Report report(Target target, List<Case> cases, RunInfo info) {
    Report report = new Report("Throughput of " + target.name());
    Workload workload = cases.get(0).workload();
    report.paragraph(
        String.format(
            Locale.ROOT,
            "Closed loop, %d connections, %,d random keys of 16 bytes, %d generator threads.",
            workload.connections(),
            workload.keyCount(),
            workload.threads()));
    List<String> header = new ArrayList<>(List.of("case", "operations/s", "server CPU us"));
    header.addAll(LoadTables.LATENCY_COLUMNS);
    header.add("errors");
    report.add(new Block.Table(header, cases.stream().map(Case::row).toList()));
    report.add(
        new Block.Bars(
            new BarPlot(
                "Throughput",
                "operations/s",
                List.of(target.name()),
                cases.stream()
                    .map(
                        each ->
                            new BarPlot.Group(
                                each.title(), List.of(each.result().operationsPerSecond())))
                    .toList())));
    report.add(
        new Block.Plot(
            new LinePlot(
                "Throughput over time",
                new Axis("seconds", Axis.Scale.LINEAR),
                new Axis("operations/s", Axis.Scale.LINEAR),
                cases.stream()
                    .map(each -> LoadTables.throughputOverTime(each.title(), each.result()))
                    .toList())));
    return report.runInfo(info);
  }
}
