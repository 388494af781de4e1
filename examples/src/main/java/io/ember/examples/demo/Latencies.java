package io.ember.examples.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Durations of calls by the stage in which they began, in nanoseconds. Owner thread: one; merged
 * under its lock.
 */
final class Latencies {
  private static final long MAX_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int DIGITS = 3;

  private final Map<Stage, Histogram> byStage = new EnumMap<>(Stage.class);

  Latencies() {
    for (Stage each : Stage.values()) {
      byStage.put(each, new Histogram(MAX_NS, DIGITS));
    }
  }

  void record(Stage stage, long durationNs) {
    of(stage).recordValue(Math.min(durationNs, MAX_NS));
  }

  synchronized void add(Latencies other) {
    for (Stage each : Stage.values()) {
      of(each).add(other.of(each));
    }
  }

  Histogram of(Stage stage) {
    Histogram histogram = byStage.get(stage);
    if (histogram == null) {
      throw new IllegalStateException("no histogram of " + stage);
    }
    return histogram;
  }
}
