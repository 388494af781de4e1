package io.ember.perf.reshard;

import io.ember.perf.cli.Arguments;
import io.ember.perf.cli.Option;
import io.ember.perf.cli.OptionSet;
import io.ember.perf.cli.PerfCommand;
import io.ember.perf.cli.PerfContext;
import io.ember.perf.cli.UsageException;
import io.ember.perf.load.IntervalLog;
import io.ember.perf.report.MarkdownWriter;
import io.ember.perf.report.ResultDirectory;
import io.ember.perf.report.RunInfo;
import io.ember.perf.server.Programs;
import io.ember.perf.server.RedisServer;
import io.ember.perf.shards.EmberShards;
import io.ember.perf.shards.RedisShards;
import io.ember.perf.shards.Shape;
import io.ember.perf.shards.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code perf reshard}: moves slots under load, beside redis-server. */
public final class ReshardCommand implements PerfCommand {
  private static final Option<String> ONLY =
      Option.choice("only", "both", "which clusters", "both", "ember", "redis");
  private static final Option<String> SHAPE =
      Option.choice(
          "shape", "3x0", "primaries x replicas of each", "3x0", "3x1", "4x0", "4x1", "6x0");
  private static final Option<String> CLIENT =
      Option.choice("client", "jedis", "the stock client", "jedis", "lettuce");
  private static final Option<Long> KEYS =
      Option.number("keys", 1_000_000, 1_000, 100_000_000, "keys, all there from the beginning");
  private static final Option<Long> VALUE_BYTES =
      Option.number(
          "value-bytes", 256, AuditedKeys.MIN_VALUE_BYTES, 1_000_000, "size of each value");
  private static final Option<Long> SLOTS =
      Option.number(
          "slots",
          5_461,
          1,
          16_383,
          "slots to move, the lowest of the owner of slot 0; at most all");
  private static final Option<Long> RATE =
      Option.number("rate", 4_000, 1, 1_000_000, "operations a second");
  private static final Option<Long> THREADS =
      Option.number("threads", 16, 1, 500, "that call, each waiting for its answer");
  private static final Option<Double> SET_SHARE =
      Option.decimal("set-share", 0.5, 0, 1, "how much of the load is SET");
  private static final Option<Double> SECONDS =
      Option.decimal("seconds", 10, 0.1, 3_600, "measured before, and again after the move");
  private static final Option<Double> WARM_UP =
      Option.decimal("warmup-seconds", 10, 0, 3_600, "of load before anything is measured");
  private static final Option<Long> WARM_UP_MOVES =
      Option.number(
          "warmup-moves", 1, 0, 100, "of half of the slots there and back, before that is over");
  private static final Option<Long> TIMEOUT =
      Option.number("redis-timeout", 15_000, 100, 60_000, "cluster-node-timeout of redis, ms");
  private static final Option<String> OUT =
      Option.text("out", "", "DIR", "where results go; empty for perf/results");

  @Override
  public String name() {
    return "reshard";
  }

  @Override
  public String summary() {
    return """
        Moves slots from one primary to another while stock clients read and write at a steady
        rate, by CLUSTER MIGRATESLOTS and, on a cluster of redis-server in the same run, by
        redis-cli --cluster reshard.
        Tells how fast, what clients waited and saw, and whether every key is there once.
        Exits 1 if Ember lost a key, showed a client an error or a wrong value, or failed.""";
  }

  @Override
  public OptionSet options() {
    return new OptionSet(
        "",
        ONLY,
        SHAPE,
        CLIENT,
        KEYS,
        VALUE_BYTES,
        SLOTS,
        RATE,
        THREADS,
        SET_SHARE,
        SECONDS,
        WARM_UP,
        WARM_UP_MOVES,
        TIMEOUT,
        OUT);
  }

  @Override
  public int run(Arguments arguments, PerfContext context)
      throws IOException, InterruptedException {
    LoadPlan plan = plan(arguments);
    String only = arguments.get(ONLY);
    Optional<Path> server = RedisServer.find();
    Optional<Path> cli = Programs.find("redis-cli");
    boolean hasRedis = server.isPresent() && cli.isPresent();
    if (only.equals("redis") && !hasRedis) {
      throw new UsageException("--only redis: redis-server and redis-cli are not on the PATH");
    }
    Instant start = Instant.now();
    Path parent = arguments.has(OUT) ? Path.of(arguments.get(OUT)) : context.results();
    ResultDirectory results = ResultDirectory.create(parent, start);
    RunInfo info = RunInfo.collect(context.home(), start, context.commandLine());
    Shape shape = Shape.of(arguments.get(SHAPE));
    List<ReshardResult> found = new ArrayList<>();
    boolean isClean = true;
    if (!only.equals("redis")) {
      Path home = Files.createDirectories(results.file("ember"));
      try (Shards shards = EmberShards.start(home, shape, "in-sync", context.out())) {
        found.add(measure(shards, new EmberMove(), plan, results.file("ember.hlog"), context));
      }
      isClean = found.get(0).isClean();
      results.write(ReshardReport.of(found, plan, shape.toString(), info));
    }
    if (!only.equals("ember") && !hasRedis) {
      context.out().println("redis-server or redis-cli is not on the PATH: left out");
    } else if (!only.equals("ember")) {
      Path home = Files.createDirectories(results.file("redis"));
      SlotMove move = new RedisMove(cli.orElseThrow(), home.resolve("reshard.log"));
      try (Shards shards =
          RedisShards.start(server.orElseThrow(), home, shape, arguments.getInt(TIMEOUT))) {
        found.add(measure(shards, move, plan, results.file("redis.hlog"), context));
      }
      results.write(ReshardReport.of(found, plan, shape.toString(), info));
    }
    context
        .out()
        .print(MarkdownWriter.render(ReshardReport.of(found, plan, shape.toString(), info)));
    context.out().println("\nresults: " + results.path());
    return isClean ? 0 : 1;
  }

  private static LoadPlan plan(Arguments arguments) {
    return new LoadPlan(
        arguments.get(CLIENT),
        arguments.getInt(KEYS),
        arguments.getInt(VALUE_BYTES),
        arguments.getInt(SLOTS),
        arguments.get(RATE),
        arguments.getInt(THREADS),
        arguments.get(SET_SHARE),
        arguments.get(WARM_UP),
        arguments.getInt(WARM_UP_MOVES),
        arguments.get(SECONDS));
  }

  private static ReshardResult measure(
      Shards shards, SlotMove move, LoadPlan plan, Path file, PerfContext context)
      throws IOException, InterruptedException {
    try (IntervalLog log = IntervalLog.create(file, context.commandLine())) {
      return new ReshardRun(shards, plan, move, context.out()).run(log);
    }
  }
}
