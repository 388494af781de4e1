package io.ember.examples.admin.plan;

import io.ember.cluster.model.SlotSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Plans which slots move, so that as little as possible does.
 *
 * <p>With equal weights the number of moved slots is the least that is possible. Otherwise it is a
 * packing problem, and the weight that moves is more than the least by no more than about the
 * heaviest slot for each pair of nodes. The same input gives the same plan. Stateless.
 */
public final class SlotPlanner {
  private SlotPlanner() {}

  /**
   * {@return moves that give every node its share} No node loses a slot for another one that misses
   * its share by no more than the threshold or an average slot.
   *
   * @param threshold by which part of its share a node may miss it, 0 or more
   * @throws IllegalArgumentException if no node is to have anything
   */
  public static SlotPlan balance(List<PlanNode> nodes, SlotWeights weights, double threshold) {
    requireTaker(nodes);
    long[] loads = loads(nodes, weights);
    long total = LongStream.of(loads).sum();
    if (total == 0 && nodes.stream().anyMatch(node -> !node.slots().isEmpty())) {
      return balance(nodes, SlotWeights.equal(), threshold); // nothing weighs anything yet
    }
    ShareBounds bounds = ShareBounds.around(nodes, total, weights.averageWeight(), threshold);
    return new PlanRun(nodes, weights, bounds, loads).toTheEnd();
  }

  /**
   * {@return moves that empty the nodes whose share is 0, and no others} What they have goes to the
   * others, first to those that have the least in relation to their share.
   *
   * @throws IllegalArgumentException if no other node is there
   */
  public static SlotPlan drain(List<PlanNode> nodes, SlotWeights weights) {
    requireTaker(nodes);
    long[] loads = loads(nodes, weights);
    ShareBounds bounds = ShareBounds.draining(nodes, LongStream.of(loads).sum(), loads);
    return new PlanRun(nodes, weights, bounds, loads).toTheEnd();
  }

  private static void requireTaker(List<PlanNode> nodes) {
    if (nodes.stream().allMatch(PlanNode::isDrained)) {
      throw new IllegalArgumentException("no node is left that slots could go to");
    }
  }

  /**
   * {@return moves of so many slots to one node, from each of the others in relation to what they
   * have}
   *
   * @param from ids of those that give
   * @throws IllegalArgumentException if they have fewer
   */
  public static SlotPlan take(List<PlanNode> nodes, List<String> from, String to, int slotCount) {
    List<PlanNode> givers =
        nodes.stream().filter(n -> from.contains(n.id()) && !n.id().equals(to)).toList();
    int owned = givers.stream().mapToInt(node -> node.slots().slotCount()).sum();
    if (slotCount < 1 || slotCount > owned) {
      throw new IllegalArgumentException(
          "the sources own " + owned + " slots; " + slotCount + " cannot be taken");
    }
    SlotWeights weights = SlotWeights.equal();
    SlotSet taker = new SlotPlan(nodes, weights, List.of(), true).before(to);
    int[] parts = parts(givers, owned, slotCount);
    List<SlotMove> moves = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] > 0) {
        SlotSet slots = givers.get(i).slots();
        SlotSet taken = new SlotPicker(weights, slots, taker, false).within(parts[i], parts[i]);
        if (taken == null) {
          throw new AssertionError(parts[i] + " of " + slots.slotCount() + " equal slots");
        }
        moves.add(new SlotMove(givers.get(i).id(), to, taken));
        taker = taker.plus(taken);
      }
    }
    return new SlotPlan(nodes, weights, moves, true);
  }

  /** {@return how many slots each gives: its part, with those first that are cut off most} */
  private static int[] parts(List<PlanNode> givers, int owned, int slotCount) {
    int[] parts = new int[givers.size()];
    int left = slotCount;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = (int) ((long) slotCount * givers.get(i).slots().slotCount() / owned);
      left -= parts[i];
    }
    List<Integer> byRest = new ArrayList<>(IntStream.range(0, parts.length).boxed().toList());
    byRest.sort(
        Comparator.comparingLong(
            (Integer i) -> -((long) slotCount * givers.get(i).slots().slotCount() % owned)));
    for (int i = 0; i < left; i++) {
      parts[byRest.get(i)]++;
    }
    return parts;
  }

  /**
   * {@return moves of these slots to one node} Those that it has already stay.
   *
   * @throws IllegalArgumentException if one of them has no owner among the nodes
   */
  public static SlotPlan gather(List<PlanNode> nodes, SlotSet slots, String to) {
    List<SlotMove> moves = new ArrayList<>();
    SlotSet missing = slots;
    for (PlanNode node : nodes) {
      SlotSet mine = node.slots().and(slots);
      missing = missing.minus(mine);
      if (!mine.isEmpty() && !node.id().equals(to)) {
        moves.add(new SlotMove(node.id(), to, mine));
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("nobody owns the slots " + missing);
    }
    return new SlotPlan(nodes, SlotWeights.equal(), moves, true);
  }

  private static long[] loads(List<PlanNode> nodes, SlotWeights weights) {
    return nodes.stream().mapToLong(node -> weights.sum(node.slots())).toArray();
  }
}
