package io.ember.examples;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.OptionSet;
import io.ember.examples.cli.Options;
import io.ember.examples.cli.Subcommand;
import io.ember.examples.process.FreePorts;
import io.ember.examples.process.NodeLaunch;
import io.ember.examples.process.NodeProcess;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs a cluster on loopback as processes; in this release a cluster of one node. */
final class ClusterCommand implements Subcommand {
  private static final int MAX_NODES = 100;

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
        .required("nodes", "N", "primaries; 1 in this release")
        .option("replicas", "R", "0", "replicas of each primary; 0 in this release")
        .required("port", "P", "client port of the first node; the others follow")
        .required("dir", "D", "holds what the nodes persist; the same dir gives the same ids")
        .repeated("set", "KEY=VALUE", "sets a key of the configuration on every node")
        .build();
  }

  @Override
  public int run(Options options, PrintStream out) throws InterruptedException {
    long nodes = options.number("nodes", 1, MAX_NODES);
    long replicas = options.number("replicas", 0, MAX_NODES);
    if (nodes != 1 || replicas != 0) {
      throw new CommandException(
          ExitCode.USAGE,
          "--nodes "
              + nodes
              + " --replicas "
              + replicas
              + ": clusters come with the next release; in this one --nodes 1 --replicas 0 is"
              + " allowed");
    }
    int port = (int) options.number("port", 1, FreePorts.MAX_CLIENT_PORT);
    Path dir = Path.of(options.text("dir")).toAbsolutePath().resolve("node-" + port);
    NodeLaunch launch = new NodeLaunch(dir, port, options.pairs("set"));
    boolean startedBefore = Files.isDirectory(launch.dataDir());
    try (NodeProcess node = NodeProcess.start(launch)) {
      node.awaitReady();
      if (startedBefore) {
        out.println("started empty: memory only");
      }
      out.println("ready " + port);
      int code = node.onExit().join();
      if (code != ExitCode.OK) {
        throw new CommandException(
            ExitCode.SOFTWARE,
            "the node on port "
                + port
                + " ended with exit code "
                + code
                + "; its output is in "
                + launch.log());
      }
    }
    return ExitCode.OK;
  }
}
