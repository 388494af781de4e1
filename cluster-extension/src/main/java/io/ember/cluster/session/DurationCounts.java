package io.ember.cluster.session;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many calls took how long: counts by duration, four for each doubling from 1 us to 34 s, so
 * that a quantile is known to a quarter of its value. One thread records, without fences; any
 * thread reads, perhaps a moment late.
 */
public final class DurationCounts {
  /** Bounds between the counts: the first count is of less than 1 us, the last has no end. */
  public static final int BOUND_COUNT = 101;

  private static final int PARTS = 4;
  private static final long UNIT_NS = 250;

  private final AtomicLongArray counts = new AtomicLongArray(BOUND_COUNT + 1);
  private final AtomicLong sumNs = new AtomicLong();

  /** {@return the upper end in ns of a count, not in it, 0 to {@value #BOUND_COUNT} - 1} */
  public static long boundNs(int index) {
    int octave = index / PARTS;
    int part = index % PARTS;
    return ((PARTS + part) * UNIT_NS) << octave;
  }

  static int index(long ns) {
    long units = ns / UNIT_NS;
    if (units < PARTS) {
      return 0;
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(units) - 2;
    int part = (int) (units >>> octave) & (PARTS - 1);
    return Math.min(BOUND_COUNT, 1 + octave * PARTS + part);
  }

  /** Counts a call. */
  public void record(long ns) {
    int index = index(ns);
    counts.lazySet(index, counts.getPlain(index) + 1);
    sumNs.lazySet(sumNs.getPlain() + ns);
  }

  /** Adds what was counted to an array of {@link #BOUND_COUNT} + 1. */
  public void addTo(long[] sums) {
    for (int i = 0; i <= BOUND_COUNT; i++) {
      sums[i] += counts.get(i);
    }
  }

  /** {@return how long all calls took together} */
  public long sumNs() {
    return sumNs.get();
  }
}
