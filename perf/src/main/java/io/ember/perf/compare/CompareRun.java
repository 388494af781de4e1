package io.ember.perf.compare;

import io.ember.perf.jmh.JmhRun;
import io.ember.perf.report.ResultDirectory;
import io.ember.perf.report.RunInfo;
import io.ember.perf.server.EmberOptions;
import io.ember.perf.server.RedisServer;
import io.ember.perf.server.Target;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Goes through the parts of a comparison and writes the report after each. One thread. */
final class CompareRun {
  /** The parts, in the order in which they run. */
  static final List<String> PARTS =
      List.of("startup", "throughput", "latency", "garbage", "memory", "routing");

  private static final String ROUTING_BENCHMARKS = "\\.RoutingBenchmark\\.";
  private static final List<Integer> LATENCY_PIPELINES = List.of(Goals.LATENCY_PIPELINE, 16);

  private final CompareConfig config;
  private final Servers servers;
  private final RedisBenchmark benchmark;
  private final Journal journal;
  private final ResultDirectory directory;
  private final RunInfo info;
  private final Measurements measurements = new Measurements();
  private String redisVersion = "not started";

  CompareRun(
      CompareConfig config,
      Servers servers,
      RedisBenchmark benchmark,
      Journal journal,
      ResultDirectory directory,
      RunInfo info) {
    this.config = config;
    this.servers = servers;
    this.benchmark = benchmark;
    this.journal = journal;
    this.directory = directory;
    this.info = info;
  }

  /** Runs these parts. {@return what they measured} */
  Measurements run(Set<String> parts) throws IOException, InterruptedException {
    if (parts.contains("startup")) {
      attempt("startup", () -> StartupPhase.run(config, servers, measurements, journal));
    }
    attempt("load", () -> underLoad(parts));
    if (parts.contains("memory")) {
      attempt("memory", () -> new MemoryPhase(config, servers, measurements, journal).run());
    }
    if (parts.contains("routing")) {
      attempt("routing", this::routing);
    }
    return measurements;
  }

  /** What needs both servers at once, warm. */
  private void underLoad(Set<String> parts) throws IOException, InterruptedException {
    if (!parts.contains("throughput") && !parts.contains("latency") && !parts.contains("garbage")) {
      return;
    }
    try (Target ember = servers.startEmber("load");
        RedisServer redis = servers.startRedis("load")) {
      redisVersion = redis.version();
      ThroughputPhase throughput = new ThroughputPhase(config, benchmark, measurements, journal);
      throughput.prepare(ember, redis);
      if (parts.contains("throughput")) {
        attempt("throughput", () -> throughput.run(ember, redis, this::writeReport));
      }
      if (parts.contains("latency")) {
        LatencyPhase latency = new LatencyPhase(config, measurements, journal, directory);
        for (int pipeline : LATENCY_PIPELINES) {
          attempt("latency", () -> latency.run(ember, redis, pipeline));
        }
      }
      if (parts.contains("garbage")) {
        attempt("garbage", () -> GarbagePhase.run(config, ember, measurements, journal));
      }
    }
  }

  private void routing() throws IOException {
    for (JmhRun.Score score :
        config.routing().run(ROUTING_BENCHMARKS, directory.file("routing.json"), true)) {
      measurements.routing.add(
          new Measurements.Routing(score.benchmark(), score.value(), score.bytes()));
      journal.add("routing", score.benchmark(), 1, Measurements.EMBER, "ns", score.value());
      journal.say("%s: %.1f ns, %.2f B", score.benchmark(), score.value(), score.bytes());
    }
  }

  /** Runs a part; if it fails, the others are tried nevertheless. */
  private void attempt(String name, Part part) throws IOException, InterruptedException {
    try {
      part.run();
    } catch (IOException e) {
      String failure = name + ": " + e.getMessage();
      journal.say("failed: %s", failure);
      measurements.failures.add(failure);
    }
    writeReport();
  }

  private void writeReport() throws IOException {
    directory.write(
        CompareReport.of(
            measurements, config, info, redisVersion, describe(servers.emberOptions())));
  }

  private static String describe(EmberOptions options) {
    return options.isDefault()
        ? "shipped defaults (examples/conf/ember.properties)"
        : "shipped defaults and "
            + String.join(" ", options.settings())
            + " "
            + options.jvmOptions();
  }

  /** One part of the comparison. */
  @FunctionalInterface
  private interface Part {
    void run() throws IOException, InterruptedException;
  }
}
