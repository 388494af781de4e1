package io.ember.examples.admin.plan;

import io.ember.cluster.model.SlotSet;
import io.ember.engine.Slots;
import java.util.Arrays;

/**
 * What each slot weighs when shares are compared, and what it costs to move it. Immutable.
 *
 * <p>Keys and bytes have to be carried, so they are the cost as well. Load is not: to move a slot
 * of many calls costs what any slot costs, and a few busy slots are better moved than many idle
 * ones.
 */
public final class SlotWeights {
  /** What a slot costs besides what is in it, in average slots: its turn and two log entries. */
  private static final double TURN_COST = 0.05;

  private final long[] weights;
  private final boolean isCost;
  private final double averageWeight;

  private SlotWeights(long[] weights, boolean isCost) {
    this.weights = weights;
    this.isCost = isCost;
    averageWeight = Arrays.stream(weights).filter(weight -> weight > 0).average().orElse(1);
  }

  /** {@return weights of which every slot has the same} */
  public static SlotWeights equal() {
    long[] ones = new long[Slots.SLOT_COUNT];
    Arrays.fill(ones, 1);
    return new SlotWeights(ones, false);
  }

  /**
   * {@return weights that are what has to be carried: keys or bytes}
   *
   * @param bySlot 0 or more for each of the 16384 slots
   */
  public static SlotWeights ofData(long[] bySlot) {
    return new SlotWeights(checked(bySlot), true);
  }

  /**
   * {@return weights that do not matter to the effort of a move: processor time}
   *
   * @param bySlot 0 or more for each of the 16384 slots
   */
  public static SlotWeights ofLoad(long[] bySlot) {
    return new SlotWeights(checked(bySlot), false);
  }

  private static long[] checked(long[] bySlot) {
    if (bySlot.length != Slots.SLOT_COUNT || Arrays.stream(bySlot).anyMatch(w -> w < 0)) {
      throw new IllegalArgumentException(
          "a weight of 0 or more is needed for each of " + Slots.SLOT_COUNT + " slots");
    }
    return bySlot.clone();
  }

  /** {@return what the slot weighs} */
  public long of(int slot) {
    return weights[slot];
  }

  /** {@return what the slots weigh together} */
  public long sum(SlotSet slots) {
    return Arrays.stream(slots.toArray()).mapToLong(this::of).sum();
  }

  /** {@return what slots weigh that weigh anything, on average; at least 1} */
  double averageWeight() {
    return averageWeight;
  }

  /** {@return the effort to move the slot, 1 for an average one} */
  double cost(int slot) {
    return isCost ? weights[slot] / averageWeight + TURN_COST : 1;
  }
}
