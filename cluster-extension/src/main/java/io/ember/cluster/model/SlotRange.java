package io.ember.cluster.model;

import io.ember.engine.Slots;

/**
 * A run of hash slots, both ends included, as Redis writes them.
 *
 * @param first 0 to 16383
 * @param last {@code first} to 16383
 */
public record SlotRange(int first, int last) implements Comparable<SlotRange> {
  /** All slots. */
  public static final SlotRange ALL = new SlotRange(0, Slots.SLOT_COUNT - 1);

  public SlotRange {
    if (first < 0 || last >= Slots.SLOT_COUNT) {
      throw new IllegalArgumentException(
          "slots are in [0, " + (Slots.SLOT_COUNT - 1) + "]: " + first + "-" + last);
    }
    if (first > last) {
      throw new IllegalArgumentException(
          "a range of slots begins at or before its end: " + first + "-" + last);
    }
  }

  /** {@return the range of one slot} */
  public static SlotRange single(int slot) {
    return new SlotRange(slot, slot);
  }

  /**
   * {@return the range that a text names, {@code 7} or {@code 0-5460}}
   *
   * @throws IllegalArgumentException if it names none
   */
  public static SlotRange parse(String text) {
    int dash = text.indexOf('-', 1);
    try {
      return dash < 0
          ? single(Integer.parseInt(text))
          : new SlotRange(
              Integer.parseInt(text.substring(0, dash)),
              Integer.parseInt(text.substring(dash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a range of slots: '" + text + "'", e);
    }
  }

  /** {@return how many slots} */
  public int slotCount() {
    return last - first + 1;
  }

  public boolean contains(int slot) {
    return slot >= first && slot <= last;
  }

  @Override
  public int compareTo(SlotRange other) {
    return first != other.first
        ? Integer.compare(first, other.first)
        : Integer.compare(last, other.last);
  }

  /** {@return {@code 7} or {@code 0-5460}} */
  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
