package io.ember.examples.admin;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.UsageException;
import java.io.PrintStream;
import java.util.List;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Takes a node that owns no slot out of the cluster, whether it still answers or not. */
final class RemoveNodeAction implements AdminAction {
  @Override
  public String name() {
    return "remove-node";
  }

  @Override
  public String usage() {
    return "remove-node ID|HOST:PORT";
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
    NodeLine removed = NodeLine.find(cluster.nodes(), arguments.get(0));
    if (removed.slotCount() > 0) {
      throw new CommandException(
          ExitCode.FAILED,
          removed.address() + " owns " + removed.slotCount() + " slots; move them first");
    }
    List<NodeLine> others =
        cluster.nodes().stream().filter(node -> !node.id().equals(removed.id())).toList();
    if (others.isEmpty()) {
      throw new UsageException("the cluster has no other node");
    }
    try {
      // Asked itself it leaves in order, and is alone afterwards.
      out.println("reset      " + cluster.cluster(removed.address(), "RESET", "SOFT"));
    } catch (JedisConnectionException e) {
      out.println("reset      " + removed.address() + " does not answer; removed without it");
      cluster.cluster(others.get(0).address(), "FORGET", removed.id());
    }
    ClusterClient.await("forgotten", others.size(), () -> forgotten(cluster, others, removed), out);
    return ExitCode.OK;
  }

  private static int forgotten(ClusterClient cluster, List<NodeLine> others, NodeLine removed) {
    int count = 0;
    for (NodeLine node : others) {
      if (cluster.nodes(node.address()).stream().noneMatch(n -> n.id().equals(removed.id()))) {
        count++;
      }
    }
    return count;
  }
}
