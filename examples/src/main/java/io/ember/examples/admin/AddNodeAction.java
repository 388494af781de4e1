package io.ember.examples.admin;

import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.UsageException;
import java.io.PrintStream;
import java.util.List;
import redis.clients.jedis.HostAndPort;

/** Has a node that is alone join the cluster. */
final class AddNodeAction implements AdminAction {
  @Override
  public String name() {
    return "add-node";
  }

  @Override
  public String usage() {
    return "add-node HOST:PORT";
  }

  @Override
  public int minArguments() {
    return 1;
  }

  @Override
  public int maxArguments() {
    return 1;
  }

  @Override
  public int run(ClusterClient cluster, List<String> arguments, PrintStream out)
      throws InterruptedException {
    HostAndPort added = AdminCommand.address(arguments.get(0));
    String id = cluster.cluster(added, "MYID");
    List<NodeLine> before = cluster.nodes();
    if (before.stream().anyMatch(node -> node.id().equals(id))) {
      throw new UsageException(arguments.get(0) + " is a node of the cluster already");
    }
    String answer =
        cluster.cluster(
            added, "MEET", cluster.entry().getHost(), String.valueOf(cluster.entry().getPort()));
    out.println("asked      " + added + " to join: " + answer);
    int total = before.size() + 1;
    ClusterClient.await("known to", total, () -> knowing(cluster, before, added, id), out);
    return ExitCode.OK;
  }

  private static int knowing(
      ClusterClient cluster, List<NodeLine> before, HostAndPort added, String id) {
    int knowing = 0;
    for (NodeLine node : before) {
      if (cluster.nodes(node.address()).stream().anyMatch(known -> known.id().equals(id))) {
        knowing++;
      }
    }
    return cluster.nodes(added).size() > before.size() ? knowing + 1 : knowing;
  }
}
