package io.ember.cluster.model;

import io.ember.engine.Slots;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Some of the hash slots. Immutable; equal sets are equal however they were put together. */
public final class SlotSet {
  /** No slot. */
  public static final SlotSet EMPTY = new SlotSet(new BitSet());

  /** All slots. */
  public static final SlotSet ALL = of(SlotRange.ALL);

  private final BitSet slots;

  /** Takes over the bits. */
  private SlotSet(BitSet slots) {
    this.slots = slots;
  }

  /** {@return the slots of one range} */
  public static SlotSet of(SlotRange range) {
    return of(List.of(range));
  }

  /** {@return the slots of all the ranges, which may overlap} */
  public static SlotSet of(Iterable<SlotRange> ranges) {
    BitSet bits = new BitSet(Slots.SLOT_COUNT);
    for (SlotRange range : ranges) {
      bits.set(range.first(), range.last() + 1);
    }
    return new SlotSet(bits);
  }

  /**
   * {@return the set of these slots}
   *
   * @throws IllegalArgumentException if one of them does not exist
   */
  public static SlotSet ofSlots(int... slots) {
    List<SlotRange> ranges = new ArrayList<>(slots.length);
    for (int slot : slots) {
      ranges.add(SlotRange.single(slot));
    }
    return of(ranges);
  }

  public boolean isEmpty() {
    return slots.isEmpty();
  }

  public int slotCount() {
    return slots.cardinality();
  }

  public boolean contains(int slot) {
    return slots.get(slot);
  }

  /** {@return whether every slot of the other set is in this one} */
  public boolean containsAll(SlotSet other) {
    return other.minus(this).isEmpty();
  }

  public boolean intersects(SlotSet other) {
    return slots.intersects(other.slots);
  }

  /** {@return the lowest slot, or -1 if there is none} */
  public int first() {
    return slots.nextSetBit(0);
  }

  /** {@return the slots that are in one of the two} */
  public SlotSet plus(SlotSet other) {
    BitSet bits = (BitSet) slots.clone();
    bits.or(other.slots);
    return new SlotSet(bits);
  }

  /** {@return the slots of this set that are not in the other} */
  public SlotSet minus(SlotSet other) {
    BitSet bits = (BitSet) slots.clone();
    bits.andNot(other.slots);
    return new SlotSet(bits);
  }

  /** {@return the slots that are in both} */
  public SlotSet and(SlotSet other) {
    BitSet bits = (BitSet) slots.clone();
    bits.and(other.slots);
    return new SlotSet(bits);
  }

  /** {@return the slots in ascending order} */
  public int[] toArray() {
    return slots.stream().toArray();
  }

  /** {@return the slots as ranges, ascending; none touches the next one} */
  public List<SlotRange> ranges() {
    List<SlotRange> ranges = new ArrayList<>();
    int first = slots.nextSetBit(0);
    while (first >= 0) {
      int end = slots.nextClearBit(first);
      ranges.add(new SlotRange(first, end - 1));
      first = slots.nextSetBit(end);
    }
    return List.copyOf(ranges);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SlotSet that && slots.equals(that.slots);
  }

  @Override
  public int hashCode() {
    return slots.hashCode();
  }

  /** {@return {@code 0-5460,7}, or {@code none}} */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(",").setEmptyValue("none");
    ranges().forEach(range -> text.add(range.toString()));
    return text.toString();
  }
}
