package io.ember.examples.demo;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.OptionSet;
import io.ember.examples.cli.Options;
import io.ember.examples.cli.Subcommand;
import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The main job in one command: a cluster of processes, data through a stock cluster client, a mixed
 * load, and the proof that every value is right.
 */
public final class DemoCommand implements Subcommand {
  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "starts a cluster, loads it with a stock Redis client, works on it, verifies every value";
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
    List<Integer> ports = ports(options);
    out.printf(
        Locale.ROOT,
        "%-10s %d nodes on 127.0.0.1, ports %s, output in %s%n",
        "starting",
        ports.size(),
        ports,
        dir);
    long startNs = System.nanoTime();
    LocalCluster.Launch launch = new LocalCluster.Launch(dir, ports, ports.size(), Map.of());
    try (LocalCluster cluster = LocalCluster.start(launch, out)) {
      Report report = new Report(out);
      report.started(System.nanoTime() - startNs, cluster.nodes());
      Mistakes mistakes = new Mistakes();
      new DemoRun(options, cluster, mistakes, report).run(out);
      stop(cluster, report);
      return report.verdict(mistakes) ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private static List<Integer> ports(DemoOptions options) {
    return options.port() == 0
        ? Stream.generate(FreePorts::next).distinct().limit(options.nodes()).toList()
        : IntStream.range(0, options.nodes()).mapToObj(i -> options.port() + i).toList();
  }

  private static void stop(LocalCluster cluster, Report report) throws InterruptedException {
    cluster.nodes().forEach(NodeProcess::askToStop);
    for (NodeProcess node : cluster.nodes()) {
      int exitCode = node.stop();
      if (exitCode != ExitCode.OK && exitCode != ExitCode.TERMINATED) {
        throw new CommandException(
            ExitCode.FAILED,
            "the node on port "
                + node.port()
                + " exited with "
                + exitCode
                + ": "
                + node.lastLine());
      }
    }
    report.stopped(cluster.nodes().size());
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
