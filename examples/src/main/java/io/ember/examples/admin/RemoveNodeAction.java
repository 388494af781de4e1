package io.ember.examples.admin;

import io.ember.examples.admin.plan.SlotPlan;
import io.ember.examples.admin.plan.SlotPlanner;
import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.UsageException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Takes a node that owns no slot out of the cluster, whether it still answers or not; moves its
 * slots to the others before, if asked to.
 */
final class RemoveNodeAction implements AdminAction {
  @Override
  public String name() {
    return "remove-node";
  }

  @Override
  public String usage() {
    return "remove-node ID|HOST:PORT [--drain [--by ...] [--dry-run]]";
  }

  @Override
  public String summary() {
    return "takes a node out of the cluster, with --drain after its slots were moved to the others";
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
  public Set<String> options() {
    Set<String> all = new LinkedHashSet<>(BalanceRequest.OPTIONS);
    all.remove(AdminOptions.THRESHOLD); // the others only take
    all.add(AdminOptions.DRAIN);
    return all;
  }

  @Override
  public int run(AdminCall call) throws InterruptedException {
    boolean drains = call.options().isGiven(AdminOptions.DRAIN);
    for (String option : BalanceRequest.OPTIONS) {
      if (!drains && call.options().isGiven(option)) {
        throw new UsageException("remove-node: --" + option + " needs --drain");
      }
    }
    ClusterClient cluster = call.cluster();
    List<NodeLine> nodes = call.mover().cluster().nodes();
    NodeLine removed = NodeLine.find(nodes, call.arguments().get(0));
    if (nodes.size() == 1) {
      throw new UsageException("the cluster has no other node");
    }
    if (drains && removed.slotCount() > 0) {
      int code = drain(call, removed);
      if (code != ExitCode.OK) {
        return code;
      }
    } else if (removed.slotCount() > 0) {
      throw new CommandException(
          ExitCode.FAILED,
          removed.address()
              + " owns "
              + removed.slotCount()
              + " slots; move them first, or use --drain");
    }
    if (call.options().isGiven(AdminOptions.DRY_RUN)) {
      return ExitCode.OK;
    }
    remove(call, cluster, removed);
    return ExitCode.OK;
  }

  private static int drain(AdminCall call, NodeLine removed) throws InterruptedException {
    SlotMover mover = call.mover();
    List<NodeLine> primaries = mover.primaries();
    if (primaries.size() == 1) {
      throw new CommandException(
          ExitCode.FAILED, removed.address() + " is the only primary: nobody can take its slots");
    }
    BalanceRequest request = BalanceRequest.of(call.options(), primaries, 0);
    SlotMover.Weighing weighing = mover.weigh(request, primaries);
    SlotPlan plan =
        SlotPlanner.drain(
            SlotMover.planNodes(
                primaries, node -> node.id().equals(removed.id()) ? 0 : request.shareOf(node)),
            weighing.weights());
    return mover.carryOut(plan, weighing.measure(), primaries, request.isDryRun());
  }

  private static void remove(AdminCall call, ClusterClient cluster, NodeLine removed)
      throws InterruptedException {
    List<NodeLine> others =
        cluster.nodes().stream().filter(node -> !node.id().equals(removed.id())).toList();
    try {
      // Asked itself it leaves in order, and is alone afterwards.
      call.out().println("reset      " + cluster.cluster(removed.address(), "RESET", "SOFT"));
    } catch (JedisConnectionException e) {
      call.out()
          .println("reset      " + removed.address() + " does not answer; removed without it");
      cluster.cluster(others.get(0).address(), "FORGET", removed.id());
    }
    ClusterClient.await(
        "forgotten", others.size(), () -> forgotten(cluster, others, removed), call.out());
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
