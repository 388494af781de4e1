package io.ember.engine;

import java.util.concurrent.atomic.LongAdder;

/**
 * How much memory the stores of an engine may use together, and how much they do.
 *
 * <p>Each keyspace reports its own changes; the sum is exact when all are quiet and at most a batch
 * per lane behind otherwise. Any thread.
 */
public final class MemoryBudget {
  /** No limit. */
  public static final long UNLIMITED = 0;

  private final LongAdder used = new LongAdder();
  private final LongAdder entries = new LongAdder();
  private volatile long limitBytes;
  private volatile boolean evict;

  /**
   * @param limitBytes most bytes that the stores may use, {@link #UNLIMITED} for no limit
   * @param evict whether to evict (approximate LRU over all keys) rather than to refuse writes at
   *     the limit
   */
  public MemoryBudget(long limitBytes, boolean evict) {
    this.limitBytes = limitBytes;
    this.evict = evict;
  }

  /** {@return bytes in use} */
  public long usedBytes() {
    return used.sum();
  }

  public long limitBytes() {
    return limitBytes;
  }

  public boolean evicts() {
    return evict;
  }

  /** Changes the limit while the engine runs, as CONFIG SET does. */
  public void setLimit(long bytes) {
    limitBytes = bytes;
  }

  /** Changes what happens at the limit while the engine runs. */
  public void setEvicts(boolean evicts) {
    evict = evicts;
  }

  /** {@return bytes in use above the limit, 0 or less if there is room} */
  public long excessBytes() {
    long limit = limitBytes;
    return limit == UNLIMITED ? 0 : used.sum() - limit;
  }

  /** {@return entries in all stores} */
  public long entryCount() {
    return entries.sum();
  }

  void add(long deltaBytes) {
    used.add(deltaBytes);
  }

  void addEntries(long delta) {
    entries.add(delta);
  }
}
