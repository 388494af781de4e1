package io.ember.examples.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Durations of calls by operation, in nanoseconds. Owner thread: one; merged under its lock. */
final class Latencies {
  private static final long MAX_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int DIGITS = 3;

  private final Map<Operation, Histogram> byOperation = new EnumMap<>(Operation.class);
  private final Histogram all = new Histogram(MAX_NS, DIGITS);

  Latencies() {
    for (Operation each : Operation.values()) {
      byOperation.put(each, new Histogram(MAX_NS, DIGITS));
    }
  }

  void record(Operation operation, long durationNs) {
    of(operation).recordValue(Math.min(durationNs, MAX_NS));
  }

  synchronized void add(Latencies other) {
    for (Operation each : Operation.values()) {
      of(each).add(other.of(each));
      all.add(other.of(each));
    }
  }

  Histogram of(Operation operation) {
    Histogram histogram = byOperation.get(operation);
    if (histogram == null) {
      throw new IllegalStateException("no histogram of " + operation);
    }
    return histogram;
  }

  /** {@return everything that was added} */
  Histogram all() {
    return all;
  }
}
