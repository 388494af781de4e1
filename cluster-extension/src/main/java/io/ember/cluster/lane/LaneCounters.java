package io.ember.cluster.lane;

import io.ember.cluster.core.replication.LogFigures;
import io.ember.engine.Keyspace;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a lane has done since it started. Written by the lane, without fences; read by any thread,
 * perhaps a moment late.
 */
public final class LaneCounters {
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong busyNanos = new AtomicLong();
  private final AtomicLong longestSliceNanos = new AtomicLong();
  private final AtomicLong longestMoveCpuNanos = new AtomicLong();
  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong misses = new AtomicLong();
  private final AtomicLong expired = new AtomicLong();
  private final AtomicLong evicted = new AtomicLong();
  private volatile LogFigures logs = LogFigures.NONE;

  /** {@return calls executed} */
  public long calls() {
    return calls.get();
  }

  /** {@return batches in which they were executed} */
  public long batches() {
    return batches.get();
  }

  /** {@return ns in which it did something: executed calls, tasks and slices of long work} */
  public long busyNanos() {
    return busyNanos.get();
  }

  /** {@return the longest time in ns for which the lane did one thing and nothing else} */
  public long longestSliceNanos() {
    return longestSliceNanos.get();
  }

  /** Starts what took longest anew. */
  public void resetLongest() {
    longestSliceNanos.lazySet(0);
    longestMoveCpuNanos.lazySet(0);
  }

  /**
   * {@return the most processor time in ns that the lane took without a break for slots that move}
   */
  public long longestMoveCpuNanos() {
    return longestMoveCpuNanos.get();
  }

  /** {@return keys that were looked for and found, as of the last housekeeping} */
  public long hits() {
    return hits.get();
  }

  /** {@return keys that were looked for and not found, as of the last housekeeping} */
  public long misses() {
    return misses.get();
  }

  /** {@return entries removed because their time was over, as of the last housekeeping} */
  public long expired() {
    return expired.get();
  }

  /** {@return entries removed to make room, as of the last housekeeping} */
  public long evicted() {
    return evicted.get();
  }

  /** {@return how far its logs are, as of the last housekeeping} */
  public LogFigures logs() {
    return logs;
  }

  /** Takes over how far the lane's logs are. */
  void take(LogFigures figures) {
    logs = figures;
  }

  /** Takes over what the lane's data counts: now and then, since nobody else may look at it. */
  void take(Keyspace keyspace) {
    hits.lazySet(keyspace.hitCount());
    misses.lazySet(keyspace.missCount());
    expired.lazySet(keyspace.expiredCount());
    evicted.lazySet(keyspace.evictedCount());
  }

  void batch(int callCount, long nanos) {
    calls.lazySet(calls.getPlain() + callCount);
    batches.lazySet(batches.getPlain() + 1);
    slice(nanos);
  }

  /** Something was done for slots that move. */
  void move(long cpuNanos) {
    raise(longestMoveCpuNanos, cpuNanos);
  }

  void slice(long nanos) {
    busyNanos.lazySet(busyNanos.getPlain() + nanos);
    raise(longestSliceNanos, nanos);
  }

  private static void raise(AtomicLong longest, long nanos) {
    if (nanos > longest.getPlain()) {
      longest.lazySet(nanos);
    }
  }
}
