package io.ember.examples.admin;

import io.ember.examples.admin.plan.PlanNode;
import io.ember.examples.admin.plan.SlotPlan;
import io.ember.examples.admin.plan.SlotWeights;
import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import java.io.PrintStream;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Has a cluster carry out plans, and shows it. One thread. */
final class SlotMover {
  private final SlotCluster cluster;
  private final Pace pace;
  private final PrintStream out;
  private final boolean isTerminal;

  /**
   * @param isTerminal whether lines may be written anew
   */
  SlotMover(SlotCluster cluster, Pace pace, PrintStream out, boolean isTerminal) {
    this.cluster = cluster;
    this.pace = pace;
    this.out = out;
    this.isTerminal = isTerminal;
  }

  SlotCluster cluster() {
    return cluster;
  }

  /**
   * {@return the primaries, for a plan}
   *
   * @throws CommandException if one of those that own slots does not serve
   */
  List<NodeLine> primaries() {
    List<NodeLine> primaries =
        cluster.nodes().stream()
            .filter(NodeLine::isPrimary)
            .filter(node -> node.health().equals("ok") || node.slotCount() > 0)
            .toList();
    for (NodeLine primary : primaries) {
      if (!primary.health().equals("ok")) {
        throw new CommandException(
            ExitCode.FAILED,
            primary.address()
                + " is "
                + primary.health()
                + " and owns "
                + primary.slotCount()
                + " slots: nothing is moved before that shard has a primary again");
      }
    }
    return primaries;
  }

  /** {@return the primaries as the planner sees them} */
  static List<PlanNode> planNodes(List<NodeLine> primaries, ToDoubleFunction<NodeLine> share) {
    return primaries.stream()
        .map(node -> new PlanNode(node.id(), node.slotSet(), share.applyAsDouble(node)))
        .toList();
  }

  /**
   * What slots weigh.
   *
   * @param measure in which; slots where none of them has anything of what was asked for
   */
  record Weighing(Measure measure, SlotWeights weights) {}

  /** {@return what each slot of these nodes weighs} */
  Weighing weigh(BalanceRequest request, List<NodeLine> primaries) throws InterruptedException {
    Measure measure = request.measure();
    if (measure == Measure.LOAD) {
      out.println("measuring  load for " + request.seconds() + " s");
    }
    SlotWeights weights =
        new SlotScales(cluster, pace).weigh(measure, primaries, request.seconds());
    if (primaries.stream().allMatch(node -> weights.sum(node.slotSet()) == 0)) {
      out.println(
          "note: there are no " + measure.unit() + ": slots are shared out by their number");
      return new Weighing(Measure.SLOTS, SlotWeights.equal());
    }
    return new Weighing(measure, weights);
  }

  /**
   * Prints a plan, and has it carried out unless it is a dry run.
   *
   * @param nodes those that it names
   * @return the exit code
   * @throws CommandException if a job failed, or could not begin
   */
  int carryOut(SlotPlan plan, Measure measure, List<NodeLine> nodes, boolean isDryRun)
      throws InterruptedException {
    PlanText text = new PlanText(nodes);
    text.print(plan, measure, out);
    if (plan.moves().isEmpty()) {
      out.println("nothing has to move");
      return ExitCode.OK;
    }
    if (isDryRun) {
      out.println("dry run    nothing was changed");
      return ExitCode.OK;
    }
    MoveWatch watch = new MoveWatch(cluster, pace, plan);
    String refusal = watch.start(nodes);
    if (watch.hasBegun()) {
      await(watch, plan.slotCount(), refusal.isEmpty());
    }
    for (MigrationJob job : watch.failures()) {
      out.println("job        " + text(job, text));
    }
    if (!refusal.isEmpty()) {
      throw new CommandException(ExitCode.FAILED, refusal);
    }
    if (!watch.failures().isEmpty()) {
      MigrationJob first = watch.failures().get(0);
      throw new CommandException(
          ExitCode.FAILED, "job " + first.name() + " " + first.state() + ": " + first.message());
    }
    return ExitCode.OK;
  }

  /** Shows how far the jobs have come until all of them have ended. */
  private void await(MoveWatch watch, int slotCount, boolean isAll) throws InterruptedException {
    out.println("started    the moves go on if this command ends (Ctrl-C): ember admin migrations");
    ProgressLine line = new ProgressLine(out, isTerminal);
    MoveProgress progress = new MoveProgress(slotCount, pace.nanoTime());
    while (!watch.isOver()) {
      line.show(progress.line(watch.jobs(), pace.nanoTime()), pace.nanoTime());
      pace.pause();
    }
    boolean isComplete = isAll && watch.failures().isEmpty();
    line.end(progress.total(watch.jobs(), isComplete, pace.nanoTime()));
  }

  private static String text(MigrationJob job, PlanText names) {
    return job.name()
        + " "
        + job.state()
        + ", "
        + names.nameOf(job.source())
        + " -> "
        + names.nameOf(job.target())
        + ", slots "
        + SlotLists.brief(job.slots())
        + ": "
        + job.message();
  }
}
