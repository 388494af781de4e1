package io.ember.examples;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.OptionSet;
import io.ember.examples.cli.Options;
import io.ember.examples.cli.Subcommand;
import io.ember.examples.cli.UsageException;
import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import io.ember.examples.process.NodeProcess;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs a cluster on loopback as processes, until it is told to stop or a node ends. */
final class ClusterCommand implements Subcommand {
  private static final int MAX_PRIMARIES = 100;
  private static final int MAX_REPLICAS = 10;

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public String summary() {
    return "runs a cluster on loopback, a process per node; Ctrl-C or SIGTERM stops all of it";
  }

  @Override
  public OptionSet options() {
    return OptionSet.builder()
        .required("nodes", "N", "primaries")
        .option("replicas", "R", "0", "replicas of each primary")
        .required("port", "P", "client port of the first node; the others follow")
        .required("dir", "D", "holds what the nodes persist; the same dir gives the same ids")
        .option(
            "metrics-port", "P", "0", "status page of the first node; the others follow; 0: none")
        .repeated("set", "KEY=VALUE", "sets a key of the configuration on every node")
        .build();
  }

  @Override
  public int run(Options options, PrintStream out) throws InterruptedException {
    int primaries = (int) options.number("nodes", 1, MAX_PRIMARIES);
    int count = primaries * (1 + (int) options.number("replicas", 0, MAX_REPLICAS));
    int port = (int) options.number("port", 1, FreePorts.MAX_CLIENT_PORT);
    if (port + count - 1 > FreePorts.MAX_CLIENT_PORT) {
      throw new UsageException(
          "--port "
              + port
              + ": "
              + count
              + " nodes need ports up to "
              + (port + count - 1)
              + ", and the last that leaves room for the bus is "
              + FreePorts.MAX_CLIENT_PORT);
    }
    List<Integer> ports = IntStream.range(port, port + count).boxed().toList();
    Path dir = Path.of(options.text("dir")).toAbsolutePath();
    List<Integer> metricsPorts = metricsPorts(options, ports);
    LocalCluster.Launch launch =
        new LocalCluster.Launch(dir, ports, primaries, options.pairs("set"), metricsPorts);
    try (LocalCluster cluster = LocalCluster.start(launch, out)) {
      if (cluster.startedBefore()) {
        out.println("started empty: memory only");
      }
      if (!metricsPorts.isEmpty()) {
        out.println("status     http://127.0.0.1:" + metricsPorts.get(0) + "/");
      }
      out.println("ready " + ports.stream().map(String::valueOf).collect(Collectors.joining(" ")));
      awaitEnd(cluster);
    }
    return ExitCode.OK;
  }

  private static List<Integer> metricsPorts(Options options, List<Integer> ports) {
    int first = (int) options.number("metrics-port", 0, FreePorts.MAX_PORT);
    if (first == 0) {
      return List.of();
    }
    int last = first + ports.size() - 1;
    Set<Integer> taken = new HashSet<>(ports);
    ports.forEach(port -> taken.add(port + FreePorts.BUS_OFFSET));
    List<Integer> wanted = IntStream.rangeClosed(first, last).boxed().toList();
    if (last > FreePorts.MAX_PORT || wanted.stream().anyMatch(taken::contains)) {
      throw new UsageException(
          "--metrics-port "
              + first
              + ": "
              + ports.size()
              + " nodes need ports up to "
              + last
              + ", which must exist and be neither client ports nor, "
              + FreePorts.BUS_OFFSET
              + " above them, those of the bus");
    }
    return wanted;
  }

  /** Goes on while a node runs: that one of them ends is what a cluster is there to survive. */
  private static void awaitEnd(LocalCluster cluster) {
    CommandException failure = null;
    for (NodeProcess node : cluster.nodes()) {
      int code = node.onExit().join();
      if (code != ExitCode.OK && code != ExitCode.TERMINATED) {
        failure =
            new CommandException(
                ExitCode.SOFTWARE,
                "the node on port "
                    + node.port()
                    + " ended with exit code "
                    + code
                    + "; its output is in "
                    + node.log());
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
