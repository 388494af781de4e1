package io.ember.perf.compare;

import io.ember.perf.cli.Arguments;
import io.ember.perf.cli.Option;
import io.ember.perf.cli.OptionSet;
import io.ember.perf.cli.PerfCommand;
import io.ember.perf.cli.PerfContext;
import io.ember.perf.cli.UsageException;
import io.ember.perf.harness.HarnessOptions;
import io.ember.perf.report.MarkdownWriter;
import io.ember.perf.report.ResultDirectory;
import io.ember.perf.report.RunInfo;
import io.ember.perf.server.EmberOptions;
import io.ember.perf.server.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** {@code perf compare}: an Ember node beside a Redis or Valkey server, in one run. */
public final class CompareCommand implements PerfCommand {
  private static final Option<Boolean> QUICK =
      Option.flag("quick", "about 3 minutes instead of about 20");
  private static final Option<String> PARTS =
      Option.text(
          "parts",
          String.join(",", CompareRun.PARTS),
          "NAME,...",
          "what to measure, always in this order");
  private static final Option<Long> ROUNDS =
      Option.number("rounds", 7, 1, 1000, "rounds of each case; 3 with --quick");
  private static final Option<Double> SECONDS =
      Option.decimal("seconds", 3, 0.05, 3600, "of each run of redis-benchmark; 0.7 with --quick");
  private static final Option<List<Integer>> VALUE_BYTES =
      Option.numbers("value-bytes", "64,1024", 1, 16 << 20, "sizes of values; goals are for 64");
  private static final Option<List<Integer>> PIPELINES =
      Option.numbers("pipelines", "1,16,64", 1, 100_000, "depths; goals are for 1, 16 and 64");
  private static final Option<List<Integer>> MEMORY_KEYS =
      Option.numbers(
          "memory-keys",
          "1000000,10000000",
          1,
          1_000_000_000,
          "numbers of keys to measure memory at");
  private static final Option<String> GATE =
      Option.choice(
          "gate",
          "none",
          "exit with 1 unless every floor, or every goal, is reached",
          "none",
          "floor",
          "goal");
  private static final Option<String> REDIS =
      Option.text(
          "redis", "", "PROGRAM", "the server to compare with (redis-server or valkey-server)");

  @Override
  public String name() {
    return "compare";
  }

  @Override
  public String summary() {
    return """
        Compares an Ember node with a Redis or Valkey server in cluster mode on this machine:
        throughput, latency under half load, memory, garbage and start, against the goals. What
        is measured is kept at once; a run that is interrupted leaves a report of what it has.""";
  }

  @Override
  public OptionSet options() {
    return new OptionSet(
        "",
        QUICK,
        PARTS,
        ROUNDS,
        SECONDS,
        VALUE_BYTES,
        PIPELINES,
        HarnessOptions.CONNECTIONS,
        HarnessOptions.KEYS,
        MEMORY_KEYS,
        GATE,
        REDIS,
        HarnessOptions.SET,
        HarnessOptions.JVM_OPTIONS,
        HarnessOptions.OUT);
  }

  @Override
  public int run(Arguments arguments, PerfContext context)
      throws IOException, InterruptedException {
    Set<String> parts = parts(arguments.get(PARTS));
    EmberOptions emberOptions = HarnessOptions.ember(arguments);
    CompareConfig config = config(arguments);
    Path redis = redis(arguments);
    RedisBenchmark benchmark =
        new RedisBenchmark(RedisBenchmark.findOrFail(), config.connections(), config.keyCount());
    Instant start = Instant.now();
    RunInfo info = RunInfo.collect(context.home(), start, context.commandLine());
    ResultDirectory directory = HarnessOptions.results(arguments, context, start);
    Servers servers = new Servers(context.home(), redis, emberOptions, directory.path());
    Journal journal = new Journal(directory.file("measurements.tsv"), context.out());
    CompareRun run = new CompareRun(config, servers, benchmark, journal, directory, info);

    Measurements measurements = run.run(parts);

    List<Goal> goals = Goals.judge(measurements);
    context.out().print("\n" + MarkdownWriter.render(CompareReport.goalTable(goals)));
    context.out().println("\nresults: " + directory.path());
    if (!measurements.failures.isEmpty()) {
      throw new IOException(String.join("; ", measurements.failures));
    }
    return switch (arguments.get(GATE)) {
      case "floor" -> Goals.floorsHold(goals) ? 0 : 1;
      case "goal" -> Goals.goalsHold(goals) ? 0 : 1;
      default -> 0;
    };
  }

  private static CompareConfig config(Arguments arguments) {
    CompareConfig base = arguments.get(QUICK) ? CompareConfig.QUICK : CompareConfig.FULL;
    return new CompareConfig(
        arguments.has(ROUNDS) ? arguments.getInt(ROUNDS) : base.rounds(),
        arguments.has(SECONDS) ? arguments.get(SECONDS) : base.seconds(),
        base.warmupSeconds(),
        arguments.getInt(HarnessOptions.CONNECTIONS),
        arguments.get(HarnessOptions.KEYS),
        arguments.get(VALUE_BYTES),
        arguments.get(PIPELINES),
        arguments.get(MEMORY_KEYS),
        base.settleSeconds(),
        base.latencyRounds(),
        base.latencySeconds(),
        base.garbageSeconds(),
        base.startups(),
        base.routing());
  }

  private static Set<String> parts(String text) {
    Set<String> parts = Set.of(text.split(",", -1));
    for (String part : parts) {
      if (!CompareRun.PARTS.contains(part)) {
        throw new UsageException(
            "--parts " + text + ": must be some of " + String.join(",", CompareRun.PARTS));
      }
    }
    return parts;
  }

  private static Path redis(Arguments arguments) throws IOException {
    String named = arguments.get(REDIS);
    if (named.isEmpty()) {
      return RedisServer.findOrFail();
    }
    Path program = Path.of(named);
    if (!Files.isExecutable(program)) {
      throw new UsageException("--redis " + named + ": must be a program that can be executed");
    }
    return program;
  }
}
