package io.ember.examples.admin;

import io.ember.examples.admin.plan.PlanNode;
import io.ember.examples.admin.plan.SlotPlan;
import io.ember.examples.admin.plan.SlotPlanner;
import io.ember.examples.cli.UsageException;
import java.util.List;
import java.util.Set;

/** Moves slots until every primary has its share. Primaries without slots get theirs as well. */
final class RebalanceAction implements AdminAction {
  private static final double USUAL_THRESHOLD = 2;

  @Override
  public String name() {
    return "rebalance";
  }

  @Override
  public String usage() {
    return "rebalance [--by slots|keys|bytes|load] [--weight ID=W ...] [--threshold PERCENT]"
        + " [--dry-run]";
  }

  @Override
  public String summary() {
    return "moves as few slots as possible so that every primary has its share";
  }

  @Override
  public Set<String> options() {
    return BalanceRequest.OPTIONS;
  }

  @Override
  public int run(AdminCall call) throws InterruptedException {
    List<NodeLine> primaries = call.mover().primaries();
    return balance(
        call.mover(), primaries, BalanceRequest.of(call.options(), primaries, USUAL_THRESHOLD));
  }

  /** Has these nodes get their shares. {@return the exit code} */
  static int balance(SlotMover mover, List<NodeLine> primaries, BalanceRequest request)
      throws InterruptedException {
    List<PlanNode> nodes = SlotMover.planNodes(primaries, request::shareOf);
    if (nodes.stream().allMatch(node -> node.share() == 0)) {
      throw new UsageException("--weight: one node at least needs more than 0");
    }
    SlotMover.Weighing weighing = mover.weigh(request, primaries);
    SlotPlan plan = SlotPlanner.balance(nodes, weighing.weights(), request.threshold());
    return mover.carryOut(plan, weighing.measure(), primaries, request.isDryRun());
  }
}
