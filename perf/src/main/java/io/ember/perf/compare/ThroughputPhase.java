package io.ember.perf.compare;

import io.ember.perf.compare.Measurements.ThroughputCase;
import io.ember.perf.compare.Measurements.ThroughputRound;
import io.ember.perf.compare.Measurements.ThroughputRun;
import io.ember.perf.load.LoadGenerator;
import io.ember.perf.load.Workload;
import io.ember.perf.load.Workload.Idle;
import io.ember.perf.server.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * SET and GET with {@code redis-benchmark}, in interleaved rounds: Ember, Redis, Ember, Redis. The
 * ratio is taken in each round, so that what slows the machine down for a while slows both.
 */
final class ThroughputPhase {
  private static final String PART = "throughput";
  private static final List<String> OPERATIONS = List.of("SET", "GET");

  private static final long MIN_REQUESTS = 1000;

  /**
   * Requests of the first run of a case at most, from which the number of the next is estimated.
   */
  private static final long PROBE_REQUESTS = 20_000;

  private final CompareConfig config;
  private final RedisBenchmark benchmark;
  private final Measurements measurements;
  private final Journal journal;

  ThroughputPhase(
      CompareConfig config, RedisBenchmark benchmark, Measurements measurements, Journal journal) {
    this.config = config;
    this.benchmark = benchmark;
    this.measurements = measurements;
    this.journal = journal;
  }

  /** Writes every key and warms both servers. */
  void prepare(Target ember, Target redis) throws IOException, InterruptedException {
    journal.say(
        "writing %,d keys and warming each server for %.0f s",
        config.keyCount(), config.warmupSeconds());
    int valueBytes = config.valueBytes().get(0);
    for (Target target : List.of(ember, redis)) {
      LoadGenerator.fill(fill(target, valueBytes), 0, config.keyCount());
      warm(target, valueBytes);
    }
  }

  /**
   * Measures every case.
   *
   * @param afterCase called when a case is complete
   */
  void run(Target ember, Target redis, Checkpoint afterCase)
      throws IOException, InterruptedException {
    for (int valueBytes : config.valueBytes()) {
      LoadGenerator.fill(fill(ember, valueBytes), 0, config.keyCount());
      LoadGenerator.fill(fill(redis, valueBytes), 0, config.keyCount());
      for (int pipeline : config.pipelines()) {
        for (String operation : OPERATIONS) {
          measure(new ThroughputCase(operation, valueBytes, pipeline), ember, redis);
          afterCase.reached();
        }
      }
    }
  }

  private Workload fill(Target target, int valueBytes) {
    return new Workload(
        target.host(), target.port(), 8, 64, 1, config.keyCount(), valueBytes, 1, Idle.PARK, 1);
  }

  /** Lets the JIT compiler of the one see what will come, and treats the other the same. */
  private void warm(Target target, int valueBytes) throws IOException, InterruptedException {
    int steps = config.pipelines().size() * OPERATIONS.size();
    long untilNs = System.nanoTime() + (long) (config.warmupSeconds() * 1e9);
    while (System.nanoTime() < untilNs) {
      for (int pipeline : config.pipelines()) {
        for (String operation : OPERATIONS) {
          ThroughputCase work = new ThroughputCase(operation, valueBytes, pipeline);
          double perSecond = benchmark.run(target, work, probeRequests()).operationsPerSecond();
          benchmark.run(target, work, requests(perSecond, config.warmupSeconds() / steps / 3));
        }
      }
    }
  }

  private void measure(ThroughputCase work, Target ember, Target redis)
      throws IOException, InterruptedException {
    double emberGuess = benchmark.run(ember, work, probeRequests()).operationsPerSecond();
    double redisGuess = benchmark.run(redis, work, probeRequests()).operationsPerSecond();
    List<ThroughputRound> rounds =
        measurements.throughput.computeIfAbsent(work, unused -> new ArrayList<>());
    for (int round = 1; round <= config.rounds(); round++) {
      ThroughputRun first = benchmark.run(ember, work, requests(emberGuess, config.seconds()));
      keep(work, round, ember, first);
      ThroughputRun second = benchmark.run(redis, work, requests(redisGuess, config.seconds()));
      keep(work, round, redis, second);
      rounds.add(new ThroughputRound(first, second));
      emberGuess = first.operationsPerSecond();
      redisGuess = second.operationsPerSecond();
    }
    journal.say(
        "%-16s Ember %,10.0f/s  Redis %,10.0f/s  ratio %.2f (%s)",
        work,
        Numbers.median(measurements.rounds(work, round -> round.ember().operationsPerSecond())),
        Numbers.median(measurements.rounds(work, round -> round.redis().operationsPerSecond())),
        measurements.medianRatio(work),
        Numbers.spread(measurements.rounds(work, ThroughputRound::ratio), 2));
  }

  private void keep(ThroughputCase work, int round, Target target, ThroughputRun run)
      throws IOException {
    String what = work.toString();
    journal.add(PART, what, round, target.name(), "operations/s", run.operationsPerSecond());
    journal.add(PART, what, round, target.name(), "server CPU us", run.cpuUs());
    journal.add(PART, what, round, target.name(), "p50 ms", run.p50Ms());
    journal.add(PART, what, round, target.name(), "p99 ms", run.p99Ms());
  }

  private static long requests(double perSecond, double seconds) {
    return Math.max(MIN_REQUESTS, (long) (perSecond * seconds));
  }

  private long probeRequests() {
    return Math.max(MIN_REQUESTS, (long) (PROBE_REQUESTS * Math.min(1, config.seconds())));
  }
}
