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
 * load while slots move and a primary is killed, and the proof that every value is right.
 */
public final class DemoCommand implements Subcommand {
  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "starts a cluster, moves slots and kills a primary under load, verifies every value";
  }

  @Override
  public OptionSet options() {
    return DemoOptions.optionSet();
  }

  @Override
  public int run(Options given, PrintStream out) throws InterruptedException {
    DemoOptions options = DemoOptions.of(given);
    Path dir = createDirectory();
    int exitCode = runIn(dir, options, out);
    if (exitCode == ExitCode.OK) {
      deleteDirectory(dir);
    } else {
      out.printf("%-10s what the nodes said: %s%n", "kept", dir);
    }
    return exitCode;
  }

  private static int runIn(Path dir, DemoOptions options, PrintStream out)
      throws InterruptedException {
    List<Integer> ports = ports(options);
    out.printf(
        Locale.ROOT,
        "%-10s %d primaries and %d replicas on 127.0.0.1, ports %s, output in %s%n",
        "starting",
        options.primaries(),
        options.nodes() - options.primaries(),
        ports,
        dir);
    long startNs = System.nanoTime();
    LocalCluster.Launch launch = new LocalCluster.Launch(dir, ports, options.primaries(), Map.of());
    try (LocalCluster cluster = LocalCluster.start(launch, out)) {
      Mistakes mistakes = new Mistakes();
      Report report = new Report(out, mistakes);
      report.started(System.nanoTime() - startNs, cluster.nodes());
      stop(new DemoRun(options, cluster, mistakes, report, out).run(), report);
      return report.verdict() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private static List<Integer> ports(DemoOptions options) {
    return options.port() == 0
        ? Stream.generate(FreePorts::next).distinct().limit(options.nodes()).toList()
        : IntStream.range(0, options.nodes()).mapToObj(i -> options.port() + i).toList();
  }

  private static void stop(List<NodeProcess> nodes, Report report) throws InterruptedException {
    nodes.forEach(NodeProcess::askToStop);
    for (NodeProcess node : nodes) {
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
    report.stopped(nodes.size());
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
