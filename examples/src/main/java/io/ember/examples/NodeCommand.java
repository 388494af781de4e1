package io.ember.examples;

import io.ember.engine.EngineConfig;
import io.ember.engine.StorageEngine;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.OptionSet;
import io.ember.examples.cli.Options;
import io.ember.examples.cli.Subcommand;
import io.ember.examples.cli.UsageException;
import java.io.PrintStream;
import java.nio.file.Path;

/** Runs one node in the foreground until it is asked to stop. */
final class NodeCommand implements Subcommand {
  @Override
  public String name() {
    return "node";
  }

  @Override
  public String summary() {
    return "runs one node in the foreground; Ctrl-C or SIGTERM stops it in order";
  }

  @Override
  public OptionSet options() {
    return OptionSet.builder()
        .required("config", "FILE", "properties file; examples/conf/ember.properties explains it")
        .repeated("set", "KEY=VALUE", "overrides a key of the file")
        .option("stop-with", "PID", "0", "stops when that process ends; 0 for none")
        .build();
  }

  @Override
  public int run(Options options, PrintStream out) throws InterruptedException {
    Path file = Path.of(options.text("config"));
    EngineConfig config = EngineConfig.load(file, options.pairs("set"));
    long watched = options.number("stop-with", 0, Long.MAX_VALUE);
    StorageEngine engine = StorageEngine.open(config);
    OrderlyStop stop = new OrderlyStop(engine);
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      if (watched != 0) {
        stopWith(watched);
      }
      engine.awaitShutdownRequest();
      engine.close();
    } finally {
      stop.leaveToCaller();
    }
    return ExitCode.OK;
  }

  private static void stopWith(long pid) {
    ProcessHandle other =
        ProcessHandle.of(pid)
            .orElseThrow(() -> new UsageException("--stop-with " + pid + ": no such process"));
    other.onExit().thenRun(() -> System.exit(ExitCode.OK));
  }

  /** Closes the engine when the process is told to end, which then exits with 0. */
  private static final class OrderlyStop extends Thread {
    private final StorageEngine engine;
    private volatile boolean leftToCaller;

    OrderlyStop(StorageEngine engine) {
      super("stop");
      this.engine = engine;
    }

    /** Says that the caller has closed the engine and decides on the exit code. */
    void leaveToCaller() {
      leftToCaller = true;
    }

    @Override
    public void run() {
      if (leftToCaller) {
        return;
      }
      int code = ExitCode.OK;
      try {
        engine.close();
      } catch (RuntimeException e) {
        System.err.println("ember node: " + OneLine.of(e));
        code = ExitCode.SOFTWARE;
      }
      // A hook cannot set the exit code in another way; there is no other hook to wait for.
      Runtime.getRuntime().halt(code);
    }
  }
}
