package io.ember.perf.failover;

import io.ember.perf.cli.Arguments;
import io.ember.perf.cli.Option;
import io.ember.perf.cli.OptionSet;
import io.ember.perf.cli.PerfCommand;
import io.ember.perf.cli.PerfContext;
import io.ember.perf.report.Block;
import io.ember.perf.report.MarkdownWriter;
import io.ember.perf.report.Report;
import io.ember.perf.report.ResultDirectory;
import io.ember.perf.report.RunInfo;
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
import java.util.stream.Stream;

/** {@code perf failover}: kills and pauses primaries under load, and looks for what was lost. */
public final class FailoverCommand implements PerfCommand {
  private static final Option<Long> ROUNDS =
      Option.number("rounds", 10, 1, 10_000, "rounds of each fault");
  private static final Option<Long> REDIS_ROUNDS =
      Option.number("redis-rounds", 5, 0, 10_000, "the same of redis-server, 0 to leave it out");
  private static final Option<String> FAULTS =
      Option.text(
          "faults",
          "kill,pause,two",
          "WORDS",
          "what happens to primaries: kill, pause, two, planned, restart, stall");
  private static final Option<String> SHAPE =
      Option.choice("shape", "3x1", "primaries x replicas of each", "3x1", "1x2", "2x1", "1x1");
  private static final Option<String> ACKS =
      Option.choice("acks", "in-sync", "what a write of Ember waits for", "in-sync", "async");
  private static final Option<Long> WRITERS = Option.number("writers", 8, 1, 100, "clients");
  private static final Option<Long> RATE =
      Option.number("rate", 400, 1, 1_000_000, "writes a second, all clients together");
  private static final Option<List<Integer>> TIMEOUTS =
      Option.numbers(
          "redis-timeouts", "5000,1000", 100, 60_000, "cluster-node-timeout of redis-server, ms");
  private static final Option<String> OUT =
      Option.text("out", "", "DIR", "where results go; empty for perf/results");

  private static final Option<String> RESUME =
      Option.text("resume", "", "DIR", "goes on with an earlier run, where its results are");

  private static final String ROWS = "rows.tsv";
  private static final int LOST_KEYS = 9;
  private static final int LOST_INCREMENTS = 10;
  private static final int STALE = 12;
  private static final int DROPPED = 13;

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public String summary() {
    return """
        Kills primaries, has them stand still for 12 s or hand over, while clients write at a
        steady rate.
        Prints for how long nothing of the slots concerned was acknowledged, and what of the
        acknowledged is not there afterwards, beside redis-server in the same run.""";
  }

  @Override
  public OptionSet options() {
    return new OptionSet(
        "", ROUNDS, REDIS_ROUNDS, FAULTS, SHAPE, ACKS, WRITERS, RATE, TIMEOUTS, OUT, RESUME);
  }

  @Override
  public int run(Arguments arguments, PerfContext context)
      throws IOException, InterruptedException {
    Instant start = Instant.now();
    Path parent = arguments.has(OUT) ? Path.of(arguments.get(OUT)) : context.results();
    ResultDirectory results =
        arguments.has(RESUME)
            ? ResultDirectory.existing(Path.of(arguments.get(RESUME)))
            : ResultDirectory.create(parent, start);
    Shape shape = Shape.of(arguments.get(SHAPE));
    List<List<String>> rows = readRows(results);
    for (Fault fault : faults(arguments)) {
      String ember = "Ember " + arguments.get(ACKS);
      if (isMissing(rows, ember, fault)) {
        Path home = ResultDirectory.create(results.path(), start).path();
        try (Shards shards = EmberShards.start(home, shape, arguments.get(ACKS), context.out())) {
          rows.add(row(run(shards, fault, arguments.getInt(ROUNDS), arguments, context)));
        }
        keep(results, rows, shape, start, arguments, context);
      }
      for (int timeoutMs :
          arguments.getInt(REDIS_ROUNDS) > 0 ? arguments.get(TIMEOUTS) : List.<Integer>of()) {
        if (isMissing(rows, RedisShards.name(timeoutMs), fault)) {
          Path home = ResultDirectory.create(results.path(), start).path();
          try (Shards shards =
              RedisShards.start(RedisServer.findOrFail(), home, shape, timeoutMs)) {
            rows.add(row(run(shards, fault, arguments.getInt(REDIS_ROUNDS), arguments, context)));
          }
          keep(results, rows, shape, start, arguments, context);
        }
      }
    }
    context.out().print(MarkdownWriter.render(report(rows, shape, start, arguments, context)));
    return rows.stream().allMatch(FailoverCommand::isLossless) ? 0 : 1;
  }

  /** {@return whether nothing was lost where nothing may be} */
  private static boolean isLossless(List<String> row) {
    boolean isBound = row.get(0).equals("Ember in-sync");
    return !isBound
        || Stream.of(LOST_KEYS, LOST_INCREMENTS, STALE, DROPPED)
            .allMatch(column -> row.get(column).equals("0"));
  }

  private static boolean isMissing(List<List<String>> rows, String system, Fault fault) {
    return rows.stream()
        .noneMatch(row -> row.get(0).equals(system) && row.get(1).equals(fault.word()));
  }

  /** What an earlier run in the same directory came to. */
  private static List<List<String>> readRows(ResultDirectory results) throws IOException {
    Path file = results.file(ROWS);
    List<List<String>> rows = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        rows.add(List.of(line.split("\t", -1)));
      }
    }
    return rows;
  }

  private static void keep(
      ResultDirectory results,
      List<List<String>> rows,
      Shape shape,
      Instant start,
      Arguments arguments,
      PerfContext context)
      throws IOException {
    Files.write(results.file(ROWS), rows.stream().map(row -> String.join("\t", row)).toList());
    results.write(report(rows, shape, start, arguments, context));
  }

  private static List<Fault> faults(Arguments arguments) {
    return Stream.of(arguments.get(FAULTS).split(",", -1)).map(Fault::of).toList();
  }

  private static FailoverRun.Result run(
      Shards shards, Fault fault, int rounds, Arguments arguments, PerfContext context)
      throws IOException, InterruptedException {
    return FailoverRun.run(
        shards, fault, rounds, arguments.getInt(WRITERS), arguments.getInt(RATE), context.out());
  }

  private static List<String> row(FailoverRun.Result result) {
    AuditedLoad.Audit audit = result.audit();
    return List.of(
        result.system(),
        result.fault().word(),
        Integer.toString(result.withoutServiceMs().size()),
        Long.toString(result.medianMs()),
        Long.toString(result.longestMs()),
        Long.toString(result.othersMs()),
        Integer.toString(audit.acknowledged()),
        Long.toString(result.rate()),
        Integer.toString(audit.failed()),
        Integer.toString(audit.lostKeys()),
        Long.toString(audit.lostIncrements()),
        Long.toString(audit.surplus()),
        Integer.toString(result.stale()),
        Integer.toString(result.dropped()));
  }

  private static Report report(
      List<List<String>> rows,
      Shape shape,
      Instant start,
      Arguments arguments,
      PerfContext context) {
    return new Report("Failover")
        .runInfo(RunInfo.collect(context.home(), start, context.commandLine()))
        .paragraph(
            "Shape "
                + shape
                + " (primaries x replicas of each), "
                + arguments.get(RATE)
                + " writes a second by "
                + arguments.get(WRITERS)
                + " clients. Without service: how long nothing of the slots of a primary was"
                + " acknowledged that was killed or stood still; others: the longest such time of"
                + " slots of the other primaries.")
        .add(
            new Block.Table(
                List.of(
                    "system",
                    "fault",
                    "victims",
                    "median ms",
                    "max ms",
                    "others ms",
                    "acknowledged",
                    "a second",
                    "unknown",
                    "lost keys",
                    "lost increments",
                    "surplus",
                    "stale",
                    "dropped"),
                rows));
  }
}
