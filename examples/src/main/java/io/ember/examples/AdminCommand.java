package io.ember.examples;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.OptionSet;
import io.ember.examples.cli.Options;
import io.ember.examples.cli.Subcommand;
import java.io.PrintStream;

/** Keeps the place of cluster administration, which comes with clusters. */
final class AdminCommand implements Subcommand {
  @Override
  public String name() {
    return "admin";
  }

  @Override
  public String summary() {
    return "administers a cluster (comes with clusters, in the next release)";
  }

  @Override
  public OptionSet options() {
    return OptionSet.builder()
        .operands()
        .required("node", "HOST:PORT", "any node of the cluster")
        .build();
  }

  @Override
  public int run(Options options, PrintStream out) {
    throw new CommandException(
        ExitCode.USAGE,
        "administration comes with clusters, in the next release; until then use redis-cli: INFO,"
            + " CONFIG, CLIENT, CLUSTER INFO");
  }
}
