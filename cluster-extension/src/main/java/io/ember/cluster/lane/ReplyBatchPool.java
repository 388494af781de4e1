package io.ember.cluster.lane;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The batches that travel between one lane and one loop. The lane takes, the loop gives back; the
 * lane takes all that were given back at once, so the list needs no protection against reuse.
 */
final class ReplyBatchPool {
  private final ReplyLoop loop;
  private final AtomicReference<@Nullable ReplyBatch> returned = new AtomicReference<>();
  private @Nullable ReplyBatch free;

  ReplyBatchPool(ReplyLoop loop) {
    this.loop = loop;
  }

  ReplyLoop loop() {
    return loop;
  }

  /** {@return an empty batch; called by the lane} */
  ReplyBatch take() {
    ReplyBatch batch = free;
    if (batch == null) {
      batch = returned.getAndSet(null);
      if (batch == null) {
        return new ReplyBatch(this);
      }
    }
    free = batch.next;
    batch.next = null;
    return batch;
  }

  /** Called by the loop. */
  void giveBack(ReplyBatch batch) {
    ReplyBatch head;
    do {
      head = returned.get();
      batch.next = head;
    } while (!returned.compareAndSet(head, batch));
  }
}
