package io.ember.perf.load;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a run measured after its warm-up.
 *
 * @param sets latencies of SET in ns
 * @param gets latencies of GET in ns
 * @param intervals about a second each
 * @param seconds how long it took
 * @param errorCount error replies, warm-up included
 * @param missCount replies without a value
 * @param lostCount requests without an answer, which are recorded with the time that they waited
 * @param firstError text of the first error reply, or empty
 */
public record LoadResult(
    Histogram sets,
    Histogram gets,
    List<Interval> intervals,
    double seconds,
    long errorCount,
    long missCount,
    long lostCount,
    String firstError) {

  /**
   * One interval of a run.
   *
   * @param endSeconds its end, from the end of the warm-up
   */
  public record Interval(
      double endSeconds, double operationsPerSecond, double p50Us, double p99Us, double maxUs) {}

  /** {@return the latencies of all requests} */
  public Histogram all() {
    Histogram all = LatencyRecorder.newHistogram();
    all.add(sets);
    all.add(gets);
    return all;
  }

  /** {@return how many requests were answered or given up} */
  public long operationCount() {
    return sets.getTotalCount() + gets.getTotalCount();
  }

  public double operationsPerSecond() {
    return (operationCount() - lostCount) / seconds;
  }
}
