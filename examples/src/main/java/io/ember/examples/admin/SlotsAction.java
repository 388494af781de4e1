package io.ember.examples.admin;

import io.ember.examples.cli.ExitCode;
import java.io.PrintStream;

/** Which node owns which ranges of slots. */
final class SlotsAction implements AdminAction {
  private static final int SLOT_COUNT = 16_384;

  @Override
  public String name() {
    return "slots";
  }

  @Override
  public String summary() {
    return "which node owns which slots";
  }

  @Override
  public int run(AdminCall call) {
    ClusterClient cluster = call.cluster();
    PrintStream out = call.out();
    int owned = 0;
    for (NodeLine node : cluster.nodes()) {
      if (node.slotCount() > 0) {
        out.printf(
            "%-22s %5d  %s%n", node.address(), node.slotCount(), String.join(" ", node.slots()));
        owned += node.slotCount();
      }
    }
    out.printf("%d of %d slots have an owner%n", owned, SLOT_COUNT);
    return ExitCode.OK;
  }
}
