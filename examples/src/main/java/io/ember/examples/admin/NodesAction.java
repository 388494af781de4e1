package io.ember.examples.admin;

import io.ember.examples.cli.ExitCode;
import java.io.PrintStream;

/** Every node with its id, address, role, health and epoch. */
final class NodesAction implements AdminAction {
  @Override
  public String name() {
    return "nodes";
  }

  @Override
  public String summary() {
    return "every node with its id, address, role, health and epoch";
  }

  @Override
  public int run(AdminCall call) {
    ClusterClient cluster = call.cluster();
    PrintStream out = call.out();
    for (NodeLine node : cluster.nodes()) {
      out.printf(
          "%s %-22s %-8s %-10s epoch %-4s %s%s%n",
          node.id(),
          node.address(),
          node.isPrimary() ? "primary" : "replica",
          node.health(),
          node.epoch(),
          node.isPrimary() ? node.slotCount() + " slots" : "of " + node.primary(),
          node.isMyself() ? " (asked)" : "");
    }
    return ExitCode.OK;
  }
}
