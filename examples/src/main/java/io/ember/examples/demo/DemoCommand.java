package io.ember.examples.demo;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.OptionSet;
import io.ember.examples.cli.Options;
import io.ember.examples.cli.Subcommand;
import io.ember.examples.process.FreePorts;
import io.ember.examples.process.NodeLaunch;
import io.ember.examples.process.NodeProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The main job in one command: a node as a process, data through a stock client, a mixed load, and
 * the proof that every value is right.
 */
public final class DemoCommand implements Subcommand {
  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "starts a node, loads it with a stock Redis client, works on it, verifies every value";
  }

  @Override
  public OptionSet options() {
    return DemoOptions.optionSet();
  }

  @Override
  public int run(Options given, PrintStream out) throws InterruptedException {
    DemoOptions options = DemoOptions.of(given);
    Path dir = createDirectory();
    try {
      return runIn(dir, options, out);
    } finally {
      deleteDirectory(dir);
    }
  }

  private static int runIn(Path dir, DemoOptions options, PrintStream out)
      throws InterruptedException {
    int port = options.port() == 0 ? FreePorts.next() : options.port();
    out.printf(Locale.ROOT, "%-10s a node on 127.0.0.1:%d, output in %s%n", "starting", port, dir);
    long startNs = System.nanoTime();
    try (NodeProcess node = NodeProcess.start(new NodeLaunch(dir, port, Map.of(), true))) {
      node.awaitReady();
      Report report = new Report(out);
      report.started(System.nanoTime() - startNs, node.residentBytes());
      Mistakes mistakes = new Mistakes();
      new DemoRun(options, node, mistakes, report).run(out);
      int exitCode = node.stop();
      report.stopped(exitCode);
      if (exitCode != ExitCode.OK && exitCode != ExitCode.TERMINATED) {
        throw new CommandException(
            ExitCode.FAILED, "the node exited with " + exitCode + ": " + node.lastLine());
      }
      return report.verdict(mistakes) ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private static Path createDirectory() {
    try {
      return Files.createTempDirectory("ember-demo-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteDirectory(Path dir) {
    try (Stream<Path> files = Files.walk(dir)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
