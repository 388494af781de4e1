package io.ember.examples.admin;

import io.ember.cluster.model.SlotSet;
import io.ember.examples.admin.plan.PlanNode;
import io.ember.examples.admin.plan.SlotMove;
import io.ember.examples.admin.plan.SlotPlan;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints a plan: each move, and the balance before and after. Stateless but for its names. */
final class PlanText {
  private final List<NodeLine> nodes;

  /**
   * @param nodes those that the plan names by their ids
   */
  PlanText(List<NodeLine> nodes) {
    this.nodes = nodes;
  }

  /** {@return the address of a node, its id if that is not known} */
  String nameOf(String id) {
    return nodes.stream()
        .filter(node -> node.id().equals(id))
        .map(node -> node.address().toString())
        .findFirst()
        .orElse(id);
  }

  void print(SlotPlan plan, Measure measure, PrintStream out) {
    for (SlotMove move : plan.moves()) {
      out.printf(
          Locale.ROOT,
          "move       %d slots from %s to %s: %s%n",
          move.slots().slotCount(),
          nameOf(move.source()),
          nameOf(move.target()),
          SlotLists.brief(move.slots()));
    }
    long total = plan.nodes().stream().mapToLong(node -> weight(plan, node.slots())).sum();
    out.printf(Locale.ROOT, "%-22s %24s     %24s%n", measure.unit(), "before", "after");
    for (PlanNode node : plan.nodes()) {
      SlotSet after = plan.after(node.id());
      out.printf(
          Locale.ROOT,
          "%-22s %24s  -> %24s%n",
          nameOf(node.id()),
          amount(plan, node.slots(), total),
          amount(plan, after, total));
    }
    if (!plan.isBalanced()) {
      out.println(
          "note: some slots are too heavy to share them out better, or the threshold is too small");
    }
  }

  private static long weight(SlotPlan plan, SlotSet slots) {
    return plan.weights().sum(slots);
  }

  private static String amount(SlotPlan plan, SlotSet slots, long total) {
    long weight = weight(plan, slots);
    double percent = total == 0 ? 0 : 100.0 * weight / total;
    return String.format(Locale.ROOT, "%d (%.1f %%)", weight, percent);
  }
}
