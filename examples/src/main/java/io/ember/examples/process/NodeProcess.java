package io.ember.examples.process;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A node as a process of its own. It ends with this process at the latest: in order when this one
 * is stopped, and by its own watch when this one is killed. Any thread.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final int PROBE_PAUSE_MS = 20;

  private final Process process;
  private final int port;
  private final Path log;
  private final Thread stopAtExit;

  private NodeProcess(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
    stopAtExit = new Thread(this::stopOrKill, "stop-node-" + port);
  }

  /**
   * Starts a node without waiting for it.
   *
   * @throws CommandException if something listens on its port
   */
  public static NodeProcess start(NodeLaunch launch) {
    if (!FreePorts.isFree(launch.port())) {
      throw new CommandException(ExitCode.SOFTWARE, "port " + launch.port() + " is in use");
    }
    return start(launch.prepare(), Map.of(), launch.port(), launch.log());
  }

  /**
   * Starts a command whose output goes to a file and that will serve a port.
   *
   * @param environment is added to that of this process
   */
  public static NodeProcess start(
      List<String> command, Map<String, String> environment, int port, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      NodeProcess node = new NodeProcess(process, port, log);
      Runtime.getRuntime().addShutdownHook(node.stopAtExit);
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** {@return the file that holds what the node says} */
  public Path log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  /** {@return completes with the exit code} */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /**
   * Waits until the node serves.
   *
   * @throws CommandException if it ends before, with its exit code and its own words, or takes more
   *     than a minute
   */
  public void awaitReady() throws InterruptedException {
    await(() -> ReadyProbe.isServing(port));
  }

  /** Waits until the node answers, whatever it answers; fails like {@link #awaitReady}. */
  public void awaitListening() throws InterruptedException {
    await(() -> ReadyProbe.isAnswering(port));
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long deadlineNs = System.nanoTime() + START_LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (process.waitFor(PROBE_PAUSE_MS, TimeUnit.MILLISECONDS)) {
        int code = process.exitValue() == 0 ? ExitCode.SOFTWARE : process.exitValue();
        throw new CommandException(
            code, "the node on port " + port + " did not start: " + lastLine());
      }
      if (System.nanoTime() - deadlineNs > 0) {
        throw new CommandException(
            ExitCode.SOFTWARE,
            "the node on port "
                + port
                + " does not serve after "
                + START_LIMIT.toSeconds()
                + " s; its output is in "
                + log);
      }
    }
  }

  /** {@return the last line that the node wrote that is not empty} */
  public String lastLine() {
    try {
      List<String> lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
      for (int i = lines.size() - 1; i >= 0; i--) {
        if (!lines.get(i).isBlank()) {
          return lines.get(i);
        }
      }
      return "it wrote nothing to " + log;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return bytes of physical memory that the node uses, if the system tells} */
  public OptionalLong residentBytes() {
    return ProcessMemory.residentBytes(process.pid());
  }

  /** Asks the node to stop, without waiting for it. */
  public void askToStop() {
    process.destroy();
  }

  /** Kills the node as a crash would, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /**
   * Asks the node to stop and waits for it.
   *
   * @return its exit code
   * @throws CommandException if it does not stop in time and had to be killed
   */
  public int stop() throws InterruptedException {
    process.destroy();
    boolean ended = process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    forget();
    if (!ended) {
      process.destroyForcibly().waitFor();
      throw new CommandException(
          ExitCode.SOFTWARE,
          "the node on port "
              + port
              + " did not stop within "
              + STOP_LIMIT.toSeconds()
              + " s and was killed");
    }
    return process.exitValue();
  }

  /** Stops the node if it still runs, whatever it takes. */
  @Override
  public void close() {
    stopOrKill();
    forget();
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(stopAtExit);
    } catch (IllegalStateException e) {
      // This process ends already: the hook runs, and finds nothing left to stop.
      assert e.getMessage() != null;
    }
  }

  private void stopOrKill() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
