package io.ember.perf.compare;

import io.ember.perf.compare.Measurements.LatencyRound;
import io.ember.perf.load.IntervalLog;
import io.ember.perf.load.LoadGenerator;
import io.ember.perf.load.LoadResult;
import io.ember.perf.load.OpenLoop.Arrivals;
import io.ember.perf.load.Workload;
import io.ember.perf.load.Workload.Idle;
import io.ember.perf.report.ResultDirectory;
import io.ember.perf.server.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Latency under half load: an open loop with random arrivals at half of what the slower of the two
 * reaches in a closed loop of the same generator. Both get the same rate, keys and arrival times.
 */
final class LatencyPhase {
  private static final String PART = "latency";
  private static final double SET_SHARE = 0.5;

  private final CompareConfig config;
  private final Measurements measurements;
  private final Journal journal;
  private final ResultDirectory directory;

  LatencyPhase(
      CompareConfig config, Measurements measurements, Journal journal, ResultDirectory directory) {
    this.config = config;
    this.measurements = measurements;
    this.journal = journal;
    this.directory = directory;
  }

  void run(Target ember, Target redis, int pipeline) throws IOException, InterruptedException {
    double full = Math.min(fullLoad(ember, pipeline), fullLoad(redis, pipeline));
    double rate = full / 2;
    journal.say("half load with P=%d: %,.0f operations/s", pipeline, rate);
    List<LatencyRound> rounds =
        measurements.latency.computeIfAbsent(pipeline, unused -> new ArrayList<>());
    for (int round = 1; round <= config.latencyRounds(); round++) {
      Histogram first = measure(ember, pipeline, rate, round);
      Histogram second = measure(redis, pipeline, rate, round);
      rounds.add(new LatencyRound(rate, first, second));
    }
  }

  private double fullLoad(Target target, int pipeline) throws IOException, InterruptedException {
    double seconds = Math.min(3, config.latencySeconds());
    LoadResult result =
        new LoadGenerator(workload(target, pipeline, 1), IntervalLog.NONE)
            .closedLoop(seconds / 3, seconds);
    journal.add(PART, "P=" + pipeline, 0, target.name(), "full load", result.operationsPerSecond());
    return result.operationsPerSecond();
  }

  private Histogram measure(Target target, int pipeline, double rate, int round)
      throws IOException, InterruptedException {
    String file =
        String.format(
            Locale.ROOT,
            "latency-%s-p%d-%d.hlog",
            target.name().toLowerCase(Locale.ROOT),
            pipeline,
            round);
    try (IntervalLog log =
        IntervalLog.create(directory.file(file), target.name() + " at half load")) {
      LoadResult result =
          new LoadGenerator(workload(target, pipeline, round), log)
              .openLoop(
                  rate, Arrivals.POISSON, config.latencySeconds() / 5, config.latencySeconds());
      if (result.errorCount() > 0) {
        throw new IOException(target.name() + " answered an error: " + result.firstError());
      }
      Histogram all = result.all();
      for (double percentile : new double[] {50, 99, 99.9}) {
        journal.add(
            PART,
            "P=" + pipeline,
            round,
            target.name(),
            "p" + percentile + " us",
            all.getValueAtPercentile(percentile) / 1e3);
      }
      journal.say(
          "  %s P=%d: p50 %,d us, p99 %,d us, p99.9 %,d us",
          target.name(),
          pipeline,
          all.getValueAtPercentile(50) / 1000,
          all.getValueAtPercentile(99) / 1000,
          all.getValueAtPercentile(99.9) / 1000);
      return all;
    }
  }

  private Workload workload(Target target, int pipeline, int seed) {
    return new Workload(
        target.host(),
        target.port(),
        config.connections(),
        pipeline,
        1,
        config.keyCount(),
        CompareConfig.GOAL_VALUE_BYTES,
        SET_SHARE,
        Idle.PARK,
        seed);
  }
}
