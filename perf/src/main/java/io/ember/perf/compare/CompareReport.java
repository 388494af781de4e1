package io.ember.perf.compare;

import static io.ember.perf.compare.Measurements.EMBER;
import static io.ember.perf.compare.Measurements.REDIS;

import io.ember.perf.compare.Measurements.LatencyRound;
import io.ember.perf.compare.Measurements.MemoryPoint;
import io.ember.perf.compare.Measurements.ThroughputCase;
import io.ember.perf.compare.Measurements.ThroughputRound;
import io.ember.perf.compare.Measurements.ThroughputRun;
import io.ember.perf.harness.LoadTables;
import io.ember.perf.report.BarPlot;
import io.ember.perf.report.Block;
import io.ember.perf.report.LinePlot.Series;
import io.ember.perf.report.Report;
import io.ember.perf.report.RunInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** Tells what a comparison has measured so far. Stateless. */
final class CompareReport {
  private CompareReport() {}

  /** {@return the report; parts that were not measured are left out} */
  static Report of(
      Measurements measurements,
      CompareConfig config,
      RunInfo info,
      String redisVersion,
      String emberOptions) {
    Report report = new Report("Ember beside Redis");
    for (String failure : measurements.failures) {
      report.paragraph("Failed: " + failure);
    }
    report.heading("Goals");
    report.add(goalTable(Goals.judge(measurements)));
    throughput(report, measurements, config);
    latency(report, measurements);
    memory(report, measurements);
    garbage(report, measurements);
    startup(report, measurements);
    report.runInfo(info);
    report.add(
        new Block.Table(
            List.of("server", "what"),
            List.of(
                List.of("Redis", redisVersion + ", cluster mode, one node, nothing persisted"),
                List.of("Ember", emberOptions))));
    return report;
  }

  static Block.Table goalTable(List<Goal> goals) {
    return new Block.Table(
        List.of("goal", "measured", "wanted", "reached", "floor", "held"),
        goals.stream()
            .map(
                goal ->
                    List.of(
                        goal.what(),
                        goal.value(),
                        goal.goal(),
                        goal.goalVerdict().toString(),
                        goal.floor(),
                        goal.floorVerdict().toString()))
            .toList());
  }

  private static void throughput(Report report, Measurements measurements, CompareConfig config) {
    if (measurements.throughput.isEmpty()) {
      return;
    }
    report.heading("Throughput");
    report.paragraph(
        "redis-benchmark, "
            + config.connections()
            + " connections, "
            + String.format(java.util.Locale.ROOT, "%,d", config.keyCount())
            + " random keys of 16 bytes; medians of interleaved rounds, the ratio is taken within"
            + " each round. CPU is user and system time of the server's process per operation.");
    List<List<String>> rows = new ArrayList<>();
    List<BarPlot.Group> rates = new ArrayList<>();
    measurements
        .throughput
        .keySet()
        .forEach(
            work -> {
              rows.add(throughputRow(measurements, work));
              rates.add(
                  new BarPlot.Group(
                      work.toString().replace(" B P=", "/"),
                      List.of(
                          median(measurements, work, ThroughputRound::ember),
                          median(measurements, work, ThroughputRound::redis))));
            });
    report.add(
        new Block.Table(
            List.of(
                "case",
                "Ember/s",
                "Redis/s",
                "ratio",
                "ratios",
                "rounds",
                "Ember CPU us",
                "Redis CPU us",
                "Ember p99 ms",
                "Redis p99 ms"),
            rows));
    report.add(
        new Block.Bars(
            new BarPlot(
                "Throughput (operation, bytes / pipeline)",
                "operations/s",
                List.of(EMBER, REDIS),
                rates)));
  }

  private static List<String> throughputRow(Measurements measurements, ThroughputCase work) {
    List<Double> ratios = measurements.rounds(work, ThroughputRound::ratio);
    return List.of(
        work.toString(),
        Numbers.text(median(measurements, work, ThroughputRound::ember), 0),
        Numbers.text(median(measurements, work, ThroughputRound::redis), 0),
        Numbers.text(Numbers.median(ratios), 2),
        Numbers.spread(ratios, 2),
        Integer.toString(ratios.size()),
        Numbers.text(Numbers.median(measurements.rounds(work, r -> r.ember().cpuUs())), 2),
        Numbers.text(Numbers.median(measurements.rounds(work, r -> r.redis().cpuUs())), 2),
        Numbers.text(Numbers.median(measurements.rounds(work, r -> r.ember().p99Ms())), 2),
        Numbers.text(Numbers.median(measurements.rounds(work, r -> r.redis().p99Ms())), 2));
  }

  private static double median(
      Measurements measurements,
      ThroughputCase work,
      Function<ThroughputRound, ThroughputRun> server) {
    return Numbers.median(
        measurements.rounds(work, round -> server.apply(round).operationsPerSecond()));
  }

  private static void latency(Report report, Measurements measurements) {
    if (measurements.latency.isEmpty()) {
      return;
    }
    report.heading("Latency under half load");
    report.paragraph(
        "Open loop with random (Poisson) arrivals at half of what the slower server reached in a"
            + " closed loop, the same rate, keys and times for both, half SET and half GET of 64"
            + " bytes. Latency counts from the time at which an operation was due. With P above 1"
            + " so many operations are due at once on one connection. The generator sleeps while"
            + " nothing is due, which blurs single latencies by about 60 us, of both servers alike."
            + " All rounds together; the goal compares medians of the rounds' p99.9.");
    List<String> header = new ArrayList<>(List.of("server", "P", "operations/s"));
    header.addAll(LoadTables.LATENCY_COLUMNS);
    List<List<String>> rows = new ArrayList<>();
    List<Series> lines = new ArrayList<>();
    measurements.latency.forEach(
        (pipeline, rounds) -> {
          if (!rounds.isEmpty()) {
            latencyRow(EMBER, pipeline, rounds, LatencyRound::ember, rows, lines);
            latencyRow(REDIS, pipeline, rounds, LatencyRound::redis, rows, lines);
          }
        });
    report.add(new Block.Table(header, rows));
    report.add(LoadTables.percentilePlot("Latency under half load", lines));
  }

  private static void latencyRow(
      String server,
      int pipeline,
      List<LatencyRound> rounds,
      Function<LatencyRound, Histogram> histogram,
      List<List<String>> rows,
      List<Series> lines) {
    Histogram all = histogram.apply(rounds.get(0)).copy();
    rounds.subList(1, rounds.size()).forEach(round -> all.add(histogram.apply(round)));
    List<String> row = new ArrayList<>();
    row.add(server);
    row.add(Integer.toString(pipeline));
    row.add(LoadTables.rate(rounds.get(0).rate()));
    row.addAll(LoadTables.latencies(all));
    rows.add(row);
    lines.add(LoadTables.percentiles(server + " P=" + pipeline, all));
  }

  private static void memory(Report report, Measurements measurements) {
    if (measurements.memory.isEmpty()) {
      return;
    }
    report.heading("Memory");
    report.paragraph(
        "Resident memory (VmRSS) of a fresh process, before the first key and after each key of 16"
            + " bytes was written once with a value of 64 bytes, once it has settled.");
    List<List<String>> rows = new ArrayList<>();
    for (MemoryPoint point : measurements.memory) {
      rows.add(
          List.of(
              point.server(),
              Numbers.text((double) point.keys(), 0),
              Numbers.text(point.emptyBytes() / 1e6, 1),
              Numbers.text(point.rssBytes() / 1e6, 1),
              Numbers.text(point.growthPerKey(), 1),
              Numbers.text(point.wholePerKey(), 1)));
    }
    report.add(
        new Block.Table(
            List.of(
                "server", "keys", "empty MB", "RSS MB", "B per key over empty", "B per key, whole"),
            rows));
  }

  private static void garbage(Report report, Measurements measurements) {
    if (measurements.garbage.isEmpty()) {
      return;
    }
    report.heading("Garbage of the Ember process");
    report.paragraph(
        "Bytes that all live threads of the process have allocated on the heap"
            + " (ThreadMXBean.getThreadAllocatedBytes over a local JMX connection, whose own"
            + " threads are left out) between two times at which all connections were open, divided"
            + " by the answers in between; 16 requests per pipeline. \"Above idle\" is without what"
            + " the process allocates in the same time when nobody calls. The goal judges that; "
            + Goals.NO_BYTES
            + " B or less count as none.");
    List<List<String>> rows = new ArrayList<>();
    for (Measurements.Garbage each : measurements.garbage) {
      rows.add(
          List.of(
              each.operation(),
              Numbers.text((double) each.operations(), 0),
              Numbers.text((double) each.bytes(), 0),
              Numbers.text(each.bytesPerOperation(), 3),
              Numbers.text(each.bytesPerOperationAboveIdle(), 3),
              Numbers.text(each.idleBytesPerSecond(), 0),
              Long.toString(each.collections()),
              each.busiest()));
    }
    report.add(
        new Block.Table(
            List.of(
                "operation",
                "operations",
                "bytes",
                "B per operation",
                "above idle",
                "idle B/s",
                "collections",
                "busiest threads"),
            rows));
  }

  private static void startup(Report report, Measurements measurements) {
    if (measurements.startupMs.isEmpty()) {
      return;
    }
    report.heading("Start");
    report.paragraph(
        "Time from the start of the process to the first SET that is answered with OK. A Redis node"
            + " in cluster mode refuses writes for its first two seconds by design.");
    List<List<String>> rows = new ArrayList<>();
    measurements.startupMs.forEach(
        (server, values) ->
            rows.add(
                List.of(
                    server,
                    Numbers.text(Numbers.median(values), 0),
                    Numbers.spread(values, 0),
                    Integer.toString(values.size()))));
    report.add(new Block.Table(List.of("server", "median ms", "all", "starts"), rows));
  }
}
