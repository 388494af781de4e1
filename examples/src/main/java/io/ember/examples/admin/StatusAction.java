package io.ember.examples.admin;

import io.ember.examples.cli.ExitCode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import redis.clients.jedis.exceptions.JedisException;

/** The cluster at a glance: whether it serves, and what each node holds. */
final class StatusAction implements AdminAction {
  @Override
  public String name() {
    return "status";
  }

  @Override
  public String summary() {
    return "whether the cluster serves, and what each node holds";
  }

  @Override
  public int run(AdminCall call) {
    ClusterClient cluster = call.cluster();
    PrintStream out = call.out();
    Map<String, String> info = cluster.clusterInfo(cluster.entry());
    List<NodeLine> nodes = cluster.nodes();
    out.printf(
        "cluster %s, %s of 16384 slots served, %d nodes, epoch %s%n",
        info.get("cluster_state"),
        info.get("cluster_slots_ok"),
        nodes.size(),
        info.get("cluster_current_epoch"));
    out.printf(
        Locale.ROOT,
        "%-22s %-8s %-10s %6s %12s %10s%n",
        "node",
        "role",
        "health",
        "slots",
        "keys",
        "memory");
    for (NodeLine node : nodes) {
      out.printf(
          Locale.ROOT,
          "%-22s %-8s %-10s %6d %12s %10s%n",
          node.address(),
          node.isPrimary() ? "primary" : "replica",
          node.health(),
          node.slotCount(),
          keys(cluster, node),
          memory(cluster, node));
    }
    return "ok".equals(info.get("cluster_state")) ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String keys(ClusterClient cluster, NodeLine node) {
    try {
      String line = cluster.info(node.address(), "keyspace").getOrDefault("db0", "keys=0,");
      return line.substring("keys=".length(), line.indexOf(','));
    } catch (JedisException e) {
      return "?"; // it does not answer, which its health says already
    }
  }

  private static String memory(ClusterClient cluster, NodeLine node) {
    try {
      return cluster.info(node.address(), "memory").getOrDefault("used_memory_rss_human", "?");
    } catch (JedisException e) {
      return "?"; // as above
    }
  }
}
