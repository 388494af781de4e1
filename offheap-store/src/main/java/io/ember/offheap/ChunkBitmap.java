package io.ember.offheap;

/**
 * The free list of a map's tier: one bit per chunk, set when the chunk is in use. Words are
 * little-endian; behind the last one there is memory of the same allocation, so reading a word that
 * begins in the list is safe. Stateless.
 */
final class ChunkBitmap {
  /** What a search answers if there is nothing. */
  static final int NONE = -1;

  /** The longest run that is searched for a word at a time. */
  private static final int SHORT_RUN = 40;

  /**
   * How many words one search looks at. It bounds the time of a write into a large map that is
   * nearly full or in crumbs (16 Ki words stand for 8 MiB of entries): such a map is due for a
   * rehash anyway.
   */
  private static final int SEARCH_WORDS = 1 << 14;

  private ChunkBitmap() {}

  /**
   * {@return the first of {@code count} clear bits that follow each other, the first such run at or
   * after {@code from}, or {@link #NONE}}
   */
  static int findClearRun(long bitmap, int from, int count, int limit) {
    return count <= SHORT_RUN
        ? findShortRun(bitmap, from, count, limit)
        : findLongRun(bitmap, from, count, limit);
  }

  /**
   * Looks through windows of 64 bits that begin at a byte; a window that holds no run is left
   * behind for all positions at which a run would lie inside it.
   */
  private static int findShortRun(long bitmap, int from, int count, int limit) {
    int step = 64 - count + 1 & ~7;
    long mask = -1L << (from & 7);
    int words = 0;
    for (int i = from & ~7; i + count <= limit && words < SEARCH_WORDS; i += step, words++) {
      long starts = runStarts(~RawMemory.getLong(bitmap + (i >>> 3)) & mask, count);
      mask = -1L;
      if (starts != 0) {
        int at = i + Long.numberOfTrailingZeros(starts);
        return at + count <= limit ? at : NONE;
      }
    }
    return NONE;
  }

  private static int findLongRun(long bitmap, int from, int count, int limit) {
    int end = (int) Math.min(limit, from + (SEARCH_WORDS + (count >>> 6)) * 64L);
    int at = nextClear(bitmap, from, end);
    while (at + count <= end) {
      int used = nextSet(bitmap, at, at + count);
      if (used == NONE) {
        return at;
      }
      at = nextClear(bitmap, used, end);
    }
    return NONE;
  }

  /** {@return bit j set if the bits j to j + count - 1 of the word are} */
  private static long runStarts(long word, int count) {
    long starts = word;
    int step = 1;
    for (int more = count - 1; more > 0 && starts != 0; more -= step, step <<= 1) {
      if (step > more) {
        step = more;
      }
      starts &= starts >>> step;
    }
    return starts;
  }

  /** {@return the first clear bit in {@code [from, limit)}, or {@code limit}} */
  private static int nextClear(long bitmap, int from, int limit) {
    for (int i = from; i < limit; i = (i | 63) + 1) {
      long word = ~RawMemory.getLong(bitmap + (i >>> 6 << 3)) >>> i;
      if (word != 0) {
        return Math.min(limit, i + Long.numberOfTrailingZeros(word));
      }
    }
    return limit;
  }

  /** {@return the first set bit in {@code [from, limit)}, or {@link #NONE}} */
  static int nextSet(long bitmap, int from, int limit) {
    for (int i = from; i < limit; i = (i | 63) + 1) {
      long word = RawMemory.getLong(bitmap + (i >>> 6 << 3)) >>> i;
      if (word != 0) {
        int at = i + Long.numberOfTrailingZeros(word);
        return at < limit ? at : NONE;
      }
    }
    return NONE;
  }

  /** {@return whether all bits in {@code [from, from + count)} are clear} */
  static boolean isClear(long bitmap, int from, int count) {
    return nextSet(bitmap, from, from + count) == NONE;
  }

  /** Sets the bits in {@code [from, from + count)}. */
  static void set(long bitmap, int from, int count) {
    int end = from + count;
    for (int i = from; i < end; ) {
      int bits = Math.min(end - i, 64 - (i & 63));
      long word = bitmap + (i >>> 6 << 3);
      RawMemory.putLong(word, RawMemory.getLong(word) | -1L >>> (64 - bits) << i);
      i += bits;
    }
  }

  /** Clears the bits in {@code [from, from + count)}. */
  static void clear(long bitmap, int from, int count) {
    int end = from + count;
    for (int i = from; i < end; ) {
      int bits = Math.min(end - i, 64 - (i & 63));
      long word = bitmap + (i >>> 6 << 3);
      RawMemory.putLong(word, RawMemory.getLong(word) & ~(-1L >>> (64 - bits) << i));
      i += bits;
    }
  }
}
