package io.ember.cluster.lane;

import java.util.concurrent.atomic.LongAdder;

/** How replicas of this node came to what they have, log by log. Any thread. */
public final class SyncCounters {
  private final LongAdder full = new LongAdder();
  private final LongAdder partial = new LongAdder();
  private final LongAdder repaired = new LongAdder();

  /** A log and all its slots were begun to be sent as a whole. */
  public void countFull() {
    full.increment();
  }

  /** A log went on from where the replica was. */
  public void countPartial() {
    partial.increment();
  }

  /** Some slots of a log were begun to be sent anew. */
  public void countRepair() {
    repaired.increment();
  }

  /** {@return how often a log was sent as a whole} */
  public long full() {
    return full.sum();
  }

  /** {@return how often a log went on} */
  public long partial() {
    return partial.sum();
  }

  /** {@return how often slots of a log were repaired} */
  public long repaired() {
    return repaired.sum();
  }
}
