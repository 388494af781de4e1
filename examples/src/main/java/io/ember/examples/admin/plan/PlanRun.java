package io.ember.examples.admin.plan;

import io.ember.cluster.model.SlotSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The state of one planning. Nodes by their index. One thread. */
final class PlanRun {
  private final List<PlanNode> nodes;
  private final SlotWeights weights;
  private final ShareBounds bounds;
  private final long[] loads;

  /** What each node had and has not given away. */
  private final SlotSet[] own;

  /** What each node was given. */
  private final SlotSet[] given;

  private final Map<Integer, Map<Integer, SlotSet>> moves = new TreeMap<>();

  PlanRun(List<PlanNode> nodes, SlotWeights weights, ShareBounds bounds, long[] loads) {
    this.nodes = nodes;
    this.weights = weights;
    this.bounds = bounds;
    this.loads = loads;
    own = nodes.stream().map(PlanNode::slots).toArray(SlotSet[]::new);
    given = nodes.stream().map(node -> SlotSet.EMPTY).toArray(SlotSet[]::new);
  }

  /** {@return what came of it} Once. */
  SlotPlan toTheEnd() {
    level();
    empty();
    level(); // a slot that was too heavy for all has gone somewhere
    return plan();
  }

  /** Moves until every node is within its bounds, or nothing brings it nearer. */
  private void level() {
    while (!isWithinBounds() && levelOnce()) {
      // Each time a slot has moved that will not move again.
    }
  }

  private boolean isWithinBounds() {
    return IntStream.range(0, loads.length).allMatch(i -> bounds.distance(i, loads[i]) == 0);
  }

  /** {@return whether something moved} The largest surplus goes to the largest deficit. */
  private boolean levelOnce() {
    long[] wanted = bounds.wanted(loads);
    List<Integer> givers = new ArrayList<>();
    List<Integer> takers = new ArrayList<>();
    for (int i = 0; i < loads.length; i++) {
      if (loads[i] > wanted[i]) {
        givers.add(i);
      } else if (loads[i] < wanted[i]) {
        takers.add(i);
      }
    }
    givers.sort(Comparator.comparingLong((Integer i) -> wanted[i] - loads[i]));
    takers.sort(Comparator.comparingLong((Integer i) -> loads[i] - wanted[i]));
    for (int giver : givers) {
      for (int taker : takers) {
        SlotSet slots =
            choose(
                giver, taker, Math.min(loads[giver] - wanted[giver], wanted[taker] - loads[taker]));
        if (!slots.isEmpty()) {
          move(giver, taker, slots);
          return true;
        }
      }
    }
    return false;
  }

  /** {@return what goes from one to the other; empty if nothing brings the two nearer} */
  private SlotSet choose(int giver, int taker, long amount) {
    long most = Math.min(bounds.canGive(giver, loads[giver]), bounds.canTake(taker, loads[taker]));
    SlotPicker picker =
        new SlotPicker(weights, own[giver], slotsOf(taker), nodes.get(giver).isDrained());
    SlotSet fitting = picker.within(amount, most);
    if (fitting != null) {
      return fitting;
    }
    SlotSet below = picker.below(amount);
    SlotSet above = picker.above(most);
    long gainBelow = gain(giver, taker, below);
    long gainAbove = gain(giver, taker, above);
    if (Math.max(gainBelow, gainAbove) <= 0) {
      return SlotSet.EMPTY;
    }
    return gainBelow >= gainAbove ? below : above;
  }

  /** {@return by how much the two get nearer to their bounds} */
  private long gain(int giver, int taker, SlotSet slots) {
    long sum = weights.sum(slots);
    return bounds.distance(giver, loads[giver])
        - bounds.distance(giver, loads[giver] - sum)
        + bounds.distance(taker, loads[taker])
        - bounds.distance(taker, loads[taker] + sum);
  }

  private SlotSet slotsOf(int node) {
    return own[node].plus(given[node]);
  }

  private void move(int giver, int taker, SlotSet slots) {
    own[giver] = own[giver].minus(slots);
    given[taker] = given[taker].plus(slots);
    long sum = weights.sum(slots);
    loads[giver] -= sum;
    loads[taker] += sum;
    moves.computeIfAbsent(giver, i -> new TreeMap<>()).merge(taker, slots, SlotSet::plus);
  }

  /** Moves what drained nodes still have: slots that weigh nothing, or too much for all. */
  private void empty() {
    for (int node = 0; node < loads.length; node++) {
      while (nodes.get(node).isDrained() && !own[node].isEmpty()) {
        int slot = heaviest(own[node]);
        if (weights.of(slot) == 0) {
          emptyOfWeightless(node);
        } else {
          move(node, lightestTaker(), SlotSet.ofSlots(slot));
        }
      }
    }
  }

  private int heaviest(SlotSet slots) {
    int heaviest = slots.first();
    for (int slot : slots.toArray()) {
      heaviest = weights.of(slot) > weights.of(heaviest) ? slot : heaviest;
    }
    return heaviest;
  }

  private int lightestTaker() {
    return IntStream.range(0, loads.length)
        .filter(i -> !nodes.get(i).isDrained())
        .boxed()
        .min(Comparator.comparingDouble(i -> loads[i] / nodes.get(i).share()))
        .orElseThrow();
  }

  /** Slots that weigh nothing are shared by their number. */
  private void emptyOfWeightless(int node) {
    List<PlanNode> present = new ArrayList<>();
    for (int i = 0; i < loads.length; i++) {
      PlanNode as = nodes.get(i);
      present.add(new PlanNode(as.id(), slotsOf(i), i == node ? 0 : as.share()));
    }
    present.removeIf(other -> other.isDrained() && !other.id().equals(nodes.get(node).id()));
    for (SlotMove move : SlotPlanner.drain(present, SlotWeights.equal()).moves()) {
      move(node, indexOf(move.target()), move.slots());
    }
  }

  private int indexOf(String id) {
    return IntStream.range(0, loads.length)
        .filter(i -> nodes.get(i).id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private SlotPlan plan() {
    List<SlotMove> all = new ArrayList<>();
    moves.forEach(
        (giver, byTaker) ->
            byTaker.forEach(
                (taker, slots) ->
                    all.add(new SlotMove(nodes.get(giver).id(), nodes.get(taker).id(), slots))));
    return new SlotPlan(nodes, weights, all, isWithinBounds());
  }
}
