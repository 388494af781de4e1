package io.ember.examples.admin;

import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.UsageException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.HostAndPort;

/** Has a node that is alone join the cluster, and gives it its share of the slots if asked to. */
final class AddNodeAction implements AdminAction {
  /** It gets all of its share. */
  private static final double USUAL_THRESHOLD = 0;

  @Override
  public String name() {
    return "add-node";
  }

  @Override
  public String usage() {
    return "add-node HOST:PORT [--rebalance [--by ...] [--threshold PERCENT] [--dry-run]]";
  }

  @Override
  public String summary() {
    return "has a node join the cluster, and with --rebalance gives it its share of the slots";
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
    all.add(AdminOptions.REBALANCE);
    return all;
  }

  @Override
  public int run(AdminCall call) throws InterruptedException {
    boolean rebalances = call.options().isGiven(AdminOptions.REBALANCE);
    for (String option : BalanceRequest.OPTIONS) {
      if (!rebalances && call.options().isGiven(option)) {
        throw new UsageException("add-node: --" + option + " needs --rebalance");
      }
    }
    ClusterClient cluster = call.cluster();
    HostAndPort added = AdminCommand.address(call.arguments().get(0));
    String id = cluster.cluster(added, "MYID");
    List<NodeLine> before = cluster.nodes();
    if (before.stream().anyMatch(node -> node.id().equals(id))) {
      throw new UsageException(call.arguments().get(0) + " is a node of the cluster already");
    }
    if (!rebalances) {
      join(cluster, before, added, id, call.out());
      return ExitCode.OK;
    }
    // Read before it joins: a wrong option must not come up half way.
    NodeLine joined = NodeLine.find(cluster.nodes(added), id);
    List<NodeLine> primaries = new ArrayList<>(call.mover().primaries());
    primaries.add(joined);
    BalanceRequest request = BalanceRequest.of(call.options(), primaries, USUAL_THRESHOLD);
    if (!request.isDryRun()) {
      join(cluster, before, added, id, call.out());
      ClusterClient.await("healthy", 1, () -> isPrimary(call.mover(), id) ? 1 : 0, call.out());
      primaries = call.mover().primaries();
    }
    return RebalanceAction.balance(call.mover(), primaries, request);
  }

  private static boolean isPrimary(SlotMover mover, String id) {
    return mover.primaries().stream().anyMatch(node -> node.id().equals(id));
  }

  private static void join(
      ClusterClient cluster, List<NodeLine> before, HostAndPort added, String id, PrintStream out)
      throws InterruptedException {
    String answer =
        cluster.cluster(
            added, "MEET", cluster.entry().getHost(), String.valueOf(cluster.entry().getPort()));
    out.println("asked      " + added + " to join: " + answer);
    int total = before.size() + 1;
    ClusterClient.await("known to", total, () -> knowing(cluster, before, added, id), out);
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
