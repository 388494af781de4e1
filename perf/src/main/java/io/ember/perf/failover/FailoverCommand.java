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
import java.io.IOException;
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
        "", ROUNDS, REDIS_ROUNDS, FAULTS, SHAPE, ACKS, WRITERS, RATE, TIMEOUTS, OUT);
  }

  @Override
  public int run(Arguments arguments, PerfContext context)
      throws IOException, InterruptedException {
    Path parent = arguments.has(OUT) ? Path.of(arguments.get(OUT)) : context.results();
    Instant start = Instant.now();
    ResultDirectory results = ResultDirectory.create(parent, start);
    Shape shape = Shape.of(arguments.get(SHAPE));
    List<FailoverRun.Result> all = new ArrayList<>();
    for (Fault fault : faults(arguments)) {
      Path home = results.path().resolve("ember-" + fault.word());
      try (Shards shards = EmberShards.start(home, shape, arguments.get(ACKS), context.out())) {
        all.add(run(shards, fault, arguments.getInt(ROUNDS), arguments, context));
      }
      results.write(report(all, shape, start, arguments, context));
      if (arguments.getInt(REDIS_ROUNDS) > 0) {
        for (int timeoutMs : arguments.get(TIMEOUTS)) {
          Path other = results.path().resolve("redis-" + fault.word() + "-" + timeoutMs);
          java.nio.file.Files.createDirectories(other);
          try (Shards shards =
              RedisShards.start(RedisServer.findOrFail(), other, shape, timeoutMs)) {
            all.add(run(shards, fault, arguments.getInt(REDIS_ROUNDS), arguments, context));
          }
        }
      }
    }
    Report report = report(all, shape, start, arguments, context);
    results.write(report);
    context.out().print(MarkdownWriter.render(report));
    boolean isLossless =
        all.stream()
            .filter(result -> result.system().equals("Ember in-sync"))
            .allMatch(
                result ->
                    result.audit().lostKeys() == 0
                        && result.audit().lostIncrements() == 0
                        && result.stale() == 0
                        && result.dropped() == 0);
    return isLossless ? 0 : 1;
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

  private static Report report(
      List<FailoverRun.Result> all,
      Shape shape,
      Instant start,
      Arguments arguments,
      PerfContext context) {
    List<List<String>> rows = new ArrayList<>();
    for (FailoverRun.Result result : all) {
      AuditedLoad.Audit audit = result.audit();
      rows.add(
          List.of(
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
              Integer.toString(result.dropped())));
    }
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
