package io.ember.cluster.core.migration;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The batches that were sent and that the target has not said to be safe: they are kept, since any
 * of them may have to be sent again. Owner thread: the lane.
 */
final class BatchWindow {
  private final ArrayDeque<MigrationBatch> batches = new ArrayDeque<>();
  private long bytes;
  private long next;

  /** {@return the sequence of the next batch} */
  long next() {
    return next;
  }

  /** {@return the sequence before which all are safe} */
  long begin() {
    MigrationBatch first = batches.peek();
    return first == null ? next : first.sequence();
  }

  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  void add(MigrationBatch batch) {
    batches.add(batch);
    bytes += batch.content().length;
    next = batch.sequence() + 1;
  }

  /** All before a sequence are safe. {@return whether that is news} */
  boolean committed(long sequence) {
    boolean isNews = false;
    MigrationBatch first;
    while ((first = batches.peek()) != null && first.sequence() < sequence) {
      batches.remove();
      bytes -= first.content().length;
      isNews = true;
    }
    return isNews;
  }

  /** Shows those that are kept, from a sequence on. */
  void from(long sequence, Consumer<MigrationBatch> seen) {
    for (MigrationBatch batch : batches) {
      if (batch.sequence() >= sequence) {
        seen.accept(batch);
      }
    }
  }
}
