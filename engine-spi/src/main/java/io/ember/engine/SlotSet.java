package io.ember.engine;

/** A set of slots as bits, so that the slots in use are found without asking all. One thread. */
final class SlotSet {
  private final long[] words = new long[Slots.SLOT_COUNT / Long.SIZE];

  void add(int slot) {
    words[slot >>> 6] |= 1L << slot;
  }

  void remove(int slot) {
    words[slot >>> 6] &= ~(1L << slot);
  }

  boolean contains(int slot) {
    return (words[slot >>> 6] & 1L << slot) != 0;
  }

  /** {@return the first slot of the set from {@code from} on, or -1} */
  int next(int from) {
    if (from >= Slots.SLOT_COUNT) {
      return -1;
    }
    int index = from >>> 6;
    long word = words[index] & -1L << from;
    while (word == 0) {
      if (++index == words.length) {
        return -1;
      }
      word = words[index];
    }
    return (index << 6) + Long.numberOfTrailingZeros(word);
  }
}
