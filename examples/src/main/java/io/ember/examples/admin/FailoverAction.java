package io.ember.examples.admin;

import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.UsageException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Makes a replica the primary of its shard. */
final class FailoverAction implements AdminAction {
  @Override
  public String name() {
    return "failover";
  }

  @Override
  public String usage() {
    return "failover ID|HOST:PORT [force|takeover]";
  }

  @Override
  public int minArguments() {
    return 1;
  }

  @Override
  public int maxArguments() {
    return 2;
  }

  @Override
  public String summary() {
    return "makes a replica the primary of its shard";
  }

  @Override
  public int run(AdminCall call) {
    ClusterClient cluster = call.cluster();
    List<String> arguments = call.arguments();
    PrintStream out = call.out();
    NodeLine replica = NodeLine.find(cluster.nodes(), arguments.get(0));
    String how = arguments.size() == 1 ? "" : arguments.get(1).toUpperCase(Locale.ROOT);
    if (!List.of("", "FORCE", "TAKEOVER").contains(how)) {
      throw new UsageException("failover: is written " + usage());
    }
    String answer =
        how.isEmpty()
            ? cluster.cluster(replica.address(), "FAILOVER")
            : cluster.cluster(replica.address(), "FAILOVER", how);
    out.println("failover   " + replica.address() + " " + answer);
    return ExitCode.OK;
  }
}
