package io.ember.examples.admin;

import io.ember.examples.admin.plan.PlanNode;
import io.ember.examples.admin.plan.SlotPlan;
import io.ember.examples.admin.plan.SlotPlanner;
import io.ember.examples.cli.Options;
import io.ember.examples.cli.UsageException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Moves slots that the operator names, or a number of them. */
final class ReshardAction implements AdminAction {
  @Override
  public String name() {
    return "reshard";
  }

  @Override
  public String usage() {
    return "reshard --to ID (--from ID|all --slots N | --slots-list A-B,C) [--dry-run]";
  }

  @Override
  public String summary() {
    return "moves a number of slots, or those of a list, to a node";
  }

  @Override
  public Set<String> options() {
    return Set.of(
        AdminOptions.FROM,
        AdminOptions.TO,
        AdminOptions.SLOTS,
        AdminOptions.SLOTS_LIST,
        AdminOptions.DRY_RUN);
  }

  @Override
  public int run(AdminCall call) throws InterruptedException {
    Options options = call.options();
    boolean isList = options.isGiven(AdminOptions.SLOTS_LIST);
    boolean isNumber = options.isGiven(AdminOptions.SLOTS) && options.isGiven(AdminOptions.FROM);
    boolean isHalf = options.isGiven(AdminOptions.SLOTS) || options.isGiven(AdminOptions.FROM);
    if (!options.isGiven(AdminOptions.TO) || (isList ? isHalf : !isNumber)) {
      throw new UsageException("reshard: is written " + usage());
    }
    List<NodeLine> primaries = call.mover().primaries();
    String to = NodeLine.find(primaries, options.text(AdminOptions.TO)).id();
    List<PlanNode> nodes = SlotMover.planNodes(primaries, node -> 1);
    SlotPlan plan = isList ? gather(nodes, options, to) : take(nodes, primaries, options, to);
    return call.mover()
        .carryOut(plan, Measure.SLOTS, primaries, options.isGiven(AdminOptions.DRY_RUN));
  }

  private static SlotPlan gather(List<PlanNode> nodes, Options options, String to) {
    try {
      return SlotPlanner.gather(nodes, SlotLists.parse(options.text(AdminOptions.SLOTS_LIST)), to);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--slots-list: " + e.getMessage());
    }
  }

  private static SlotPlan take(
      List<PlanNode> nodes, List<NodeLine> primaries, Options options, String to) {
    String from = options.text(AdminOptions.FROM);
    List<String> sources =
        from.equals("all")
            ? primaries.stream().map(NodeLine::id).toList()
            : Stream.of(from.split(",", -1)).map(id -> NodeLine.find(primaries, id).id()).toList();
    int count = (int) options.number(AdminOptions.SLOTS, 1, 16_384);
    try {
      return SlotPlanner.take(nodes, sources, to, count);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--slots " + count + ": " + e.getMessage());
    }
  }
}
