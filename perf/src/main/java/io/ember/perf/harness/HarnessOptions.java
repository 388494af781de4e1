package io.ember.perf.harness;

import io.ember.perf.cli.Arguments;
import io.ember.perf.cli.Option;
import io.ember.perf.cli.PerfContext;
import io.ember.perf.cli.UsageException;
import io.ember.perf.load.Workload;
import io.ember.perf.load.Workload.Idle;
import io.ember.perf.report.ResultDirectory;
import io.ember.perf.server.EmberOptions;
import io.ember.perf.server.EmberServer;
import io.ember.perf.server.RedisServer;
import io.ember.perf.server.RunningTarget;
import io.ember.perf.server.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

/** Options that several harnesses share, and what they stand for. Stateless. */
public final class HarnessOptions {
  public static final Option<String> TARGET =
      Option.text(
          "target",
          "ember",
          "ember|redis|HOST:PORT",
          "what to measure: a node or a redis-server started for it, or a server that runs");
  public static final Option<Long> CONNECTIONS =
      Option.number("connections", 50, 1, 10_000, "connections");
  public static final Option<Long> THREADS =
      Option.number("threads", 1, 1, 256, "threads of the generator, which share the connections");
  public static final Option<Long> KEYS =
      Option.number("keys", 1_000_000, 1, 1_000_000_000, "different keys of 16 bytes");
  public static final Option<String> IDLE =
      Option.choice(
          "idle",
          "yield",
          "what the generator does while nothing is due: spin is exact and takes a core, park"
              + " leaves the cores alone and blurs by 60 us",
          "spin",
          "yield",
          "park");
  public static final Option<Long> SEED =
      Option.number("seed", 1, 0, Long.MAX_VALUE, "of keys, kinds and arrivals");
  public static final Option<Boolean> NO_FILL =
      Option.flag("no-fill", "do not write every key before measuring");
  public static final Option<String> OUT =
      Option.text("out", "", "DIR", "where the directory of results is made (perf/results)");
  public static final Option<String> SET =
      Option.text("set", "", "KEY=VALUE", "a setting of the Ember node; may be repeated");
  public static final Option<String> JVM_OPTIONS =
      Option.text(
          "jvm-options", "", "OPTIONS", "JVM options of the Ember node, after its defaults");

  private HarnessOptions() {}

  /** {@return the server to measure, started if need be} */
  public static Target openTarget(Arguments arguments, PerfContext context, Path directory)
      throws IOException {
    String target = arguments.get(TARGET);
    switch (target) {
      case "ember" -> {
        return EmberServer.start(context.home(), directory.resolve("ember"), ember(arguments));
      }
      case "redis" -> {
        return RedisServer.start(RedisServer.findOrFail(), directory.resolve("redis"));
      }
      default -> {
        return RunningTarget.parse(target);
      }
    }
  }

  /** Checks what {@link #openTarget} would find out only after other work. */
  public static void checkTarget(Arguments arguments) {
    String target = arguments.get(TARGET);
    if (!target.equals("ember") && !target.equals("redis")) {
      RunningTarget.parse(target);
    }
    ember(arguments);
  }

  /** {@return what differs from the shipped defaults of the Ember node} */
  public static EmberOptions ember(Arguments arguments) {
    for (String setting : arguments.all(SET)) {
      if (setting.indexOf('=') < 1) {
        throw new UsageException("--set " + setting + ": must be key=value");
      }
    }
    return new EmberOptions(arguments.all(SET), arguments.get(JVM_OPTIONS));
  }

  /** {@return the workload against this server} */
  public static Workload workload(
      Arguments arguments, Target target, int pipeline, int valueBytes, double setShare) {
    try {
      return new Workload(
          target.host(),
          target.port(),
          arguments.getInt(CONNECTIONS),
          pipeline,
          arguments.getInt(THREADS),
          arguments.get(KEYS),
          valueBytes,
          setShare,
          Idle.valueOf(arguments.get(IDLE).toUpperCase(Locale.ROOT)),
          arguments.get(SEED));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  /** {@return a new directory for the results} */
  public static ResultDirectory results(Arguments arguments, PerfContext context, Instant time)
      throws IOException {
    String out = arguments.get(OUT);
    return ResultDirectory.create(out.isEmpty() ? context.results() : Path.of(out), time);
  }
}
