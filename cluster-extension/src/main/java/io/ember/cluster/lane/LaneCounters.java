package io.ember.cluster.lane;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a lane has done since it started. Written by the lane, without fences; read by any thread,
 * perhaps a moment late.
 */
public final class LaneCounters {
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong longestSliceNanos = new AtomicLong();

  /** {@return calls executed} */
  public long calls() {
    return calls.get();
  }

  /** {@return batches in which they were executed} */
  public long batches() {
    return batches.get();
  }

  /** {@return the longest time in ns for which the lane did one thing and nothing else} */
  public long longestSliceNanos() {
    return longestSliceNanos.get();
  }

  /** Starts the longest slice anew. Any thread. */
  public void resetLongestSlice() {
    longestSliceNanos.set(0);
  }

  void batch(int callCount, long nanos) {
    calls.lazySet(calls.getPlain() + callCount);
    batches.lazySet(batches.getPlain() + 1);
    slice(nanos);
  }

  void slice(long nanos) {
    if (nanos > longestSliceNanos.getPlain()) {
      longestSliceNanos.lazySet(nanos);
    }
  }
}
