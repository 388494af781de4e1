package io.ember.perf.load;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Latencies of one thread, of SET and GET apart, in ns from 1 to one hour with three digits; longer
 * ones count as an hour. Written by its thread, drained by one other.
 */
final class LatencyRecorder {
  static final long MAX_NS = 3_600_000_000_000L;
  static final int DIGITS = 3;

  private final SingleWriterRecorder sets = new SingleWriterRecorder(1, MAX_NS, DIGITS);
  private final SingleWriterRecorder gets = new SingleWriterRecorder(1, MAX_NS, DIGITS);
  private @Nullable Histogram recycledSets;
  private @Nullable Histogram recycledGets;

  /** {@return an empty histogram of the same shape} */
  static Histogram newHistogram() {
    return new Histogram(1, MAX_NS, DIGITS);
  }

  void record(boolean isSet, long latencyNs) {
    (isSet ? sets : gets).recordValue(Math.max(1, Math.min(MAX_NS, latencyNs)));
  }

  /** Moves what was recorded since the last call into the interval. */
  void drainTo(Histogram setInterval, Histogram getInterval) {
    recycledSets = sets.getIntervalHistogram(recycledSets);
    setInterval.add(recycledSets);
    recycledGets = gets.getIntervalHistogram(recycledGets);
    getInterval.add(recycledGets);
  }
}
