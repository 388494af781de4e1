package io.ember.cluster.forward;

import java.util.concurrent.atomic.LongAdder;

/** What became of the calls that were passed on, and of those that others passed on. Any thread. */
public final class ForwardCounters {
  private final LongAdder sent = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder received = new LongAdder();

  void sent() {
    sent.increment();
  }

  void answered() {
    answered.increment();
  }

  void retried() {
    retried.increment();
  }

  void failed() {
    failed.increment();
  }

  void lost() {
    lost.increment();
  }

  void received() {
    received.increment();
  }

  /** {@return calls that were passed on} */
  public long sentCount() {
    return sent.sum();
  }

  /** {@return those that their owner answered} */
  public long answeredCount() {
    return answered.sum();
  }

  /** {@return tries that were repeated, since the slot had moved or its owner was not reached} */
  public long retriedCount() {
    return retried.sum();
  }

  /** {@return those that were not executed} */
  public long failedCount() {
    return failed.sum();
  }

  /** {@return those of which nobody knows whether they were executed} */
  public long lostCount() {
    return lost.sum();
  }

  /** {@return calls that other nodes passed on to this one} */
  public long receivedCount() {
    return received.sum();
  }
}
