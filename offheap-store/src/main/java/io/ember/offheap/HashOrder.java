package io.ember.offheap;

/**
 * The order of scans: by the lowest 36 bits of the key's hash, read backwards.
 *
 * <p>A lookup table of 2<sup>n</sup> cells places a key by the lowest n bits of its hash, so in
 * this order the keys of one cell follow each other whatever n is, and a cursor means the same in
 * every table: all keys before it were visited. So a scan needs no memory of its own, goes on where
 * it was after a rehash, and ends even if the slot is rehashed all the time. Redis scans its tables
 * in this order, for the same reason. Stateless.
 */
final class HashOrder {
  private static final int BITS = 36;

  /** Behind the last key: as {@code SlotStore.MAX_CURSOR} says. */
  static final long END = 1L << BITS;

  private HashOrder() {}

  /** {@return the place of a key in the order} */
  static long of(long hash) {
    return Long.reverse(hash) >>> (64 - BITS);
  }

  /**
   * {@return how much of the order the keys of one cell take in a table of {@code 1 << cellsLog2}
   * cells}
   */
  static long cellSpan(int cellsLog2) {
    return 1L << (BITS - cellsLog2);
  }

  /** {@return the cell whose keys are at this place in the order} */
  static long cell(long place, int cellsLog2) {
    return Long.reverse(place << (64 - BITS)) & ((1L << cellsLog2) - 1);
  }

  /**
   * {@return the place from which a scan goes on for this cursor; anything that is no cursor begins
   * anew}
   */
  static long place(long cursor) {
    return cursor < 0 || cursor >= END ? 0 : cursor;
  }
}
