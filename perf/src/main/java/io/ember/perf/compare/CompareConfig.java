package io.ember.perf.compare;

import io.ember.perf.jmh.JmhRun;
import java.util.List;
import java.util.Map;

/**
 * How much is measured.
 *
 * @param rounds of each case of the throughput, each Ember and Redis one after the other
 * @param seconds about how long one run of {@code redis-benchmark} takes
 * @param warmupSeconds how long each server is driven before the first case
 * @param connections of every client
 * @param keyCount random keys
 * @param valueBytes sizes of values
 * @param pipelines depths
 * @param memoryKeys numbers of keys at which memory is measured, ascending
 * @param settleSeconds how long memory is waited for at most until it has settled
 * @param latencyRounds rounds of the latency under half load
 * @param latencySeconds how long each of them is measured
 * @param garbageSeconds how long allocation is observed, per command
 * @param startups counted starts of each server
 * @param routing how the routing benchmark is run
 */
record CompareConfig(
    int rounds,
    double seconds,
    double warmupSeconds,
    int connections,
    long keyCount,
    List<Integer> valueBytes,
    List<Integer> pipelines,
    List<Integer> memoryKeys,
    double settleSeconds,
    int latencyRounds,
    double latencySeconds,
    double garbageSeconds,
    int startups,
    JmhRun routing) {

  /** Sizes of {@link #valueBytes} for which goals exist. */
  static final int GOAL_VALUE_BYTES = 64;

  /** About 20 minutes on two cores. */
  static final CompareConfig FULL =
      new CompareConfig(
          7,
          3,
          15,
          50,
          1_000_000,
          List.of(GOAL_VALUE_BYTES, 1024),
          List.of(1, 16, 64),
          List.of(1_000_000, 10_000_000),
          30,
          5,
          10,
          10,
          5,
          new JmhRun(2, 3, 500, Map.of()));

  /** About 3 minutes on two cores. */
  static final CompareConfig QUICK =
      new CompareConfig(
          3,
          0.7,
          5,
          50,
          1_000_000,
          List.of(GOAL_VALUE_BYTES, 1024),
          List.of(1, 16, 64),
          List.of(1_000_000, 10_000_000),
          10,
          1,
          4,
          4,
          1,
          new JmhRun(1, 3, 300, Map.of()));

  CompareConfig {
    valueBytes = List.copyOf(valueBytes);
    pipelines = List.copyOf(pipelines);
    memoryKeys = memoryKeys.stream().sorted().toList();
    if (rounds < 1 || latencyRounds < 0 || startups < 0 || connections < 1 || keyCount < 1) {
      throw new IllegalArgumentException(
          "rounds, connections and keys must be at least 1: "
              + rounds
              + ", "
              + connections
              + ", "
              + keyCount);
    }
  }
}
