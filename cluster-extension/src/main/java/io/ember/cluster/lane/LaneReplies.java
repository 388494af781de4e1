package io.ember.cluster.lane;

import io.ember.cluster.core.replication.HoldPoint;
import io.ember.cluster.wire.ReplyBuffer;
import io.ember.cluster.wire.RespReplySink;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The replies that a lane has ready and has not handed over, one batch for each loop. Handing over
 * costs a wake-up of the loop, so it is done once for many calls. Owner thread: the lane.
 */
final class LaneReplies {
  /** Bytes of replies after which they are handed over although the batch goes on. */
  private static final int HAND_OVER_BYTES = 256 * 1024;

  private final Consumer<Departure> exit;
  private final SlotCounters slots;
  private final RespReplySink sink = new RespReplySink(new ReplyBuffer(0));
  private @Nullable ReplyBatchPool[] pools = new ReplyBatchPool[4];
  private @Nullable ReplyBatch[] open = new ReplyBatch[4];
  private long epoch;
  private int waiting;
  private boolean large;

  /**
   * @param exit lets a batch leave as soon as it may
   * @param slots counts what is answered
   */
  LaneReplies(Consumer<Departure> exit, SlotCounters slots) {
    this.exit = exit;
    this.slots = slots;
  }

  /** What is executed from here on is of this epoch. With nothing that is not handed over. */
  void epoch(long next) {
    epoch = next;
    for (ReplyBatch batch : open) {
      if (batch != null) {
        batch.point().begin(next);
      }
    }
  }

  /**
   * The lane begins to execute a call, whose reply will be written here.
   *
   * @return what the reply and those that leave with it have to wait for
   */
  HoldPoint enter(LaneCall call) {
    ReplyBatch batch = batchOf(call.loop());
    call.enter(this, sink, batch.buffer());
    return batch.point();
  }

  /** Takes a call that is complete. */
  void collect(LaneCall call) {
    ReplyBatch batch = batchOf(call.loop());
    batch.add(call);
    slots.answered(call, call.replyBytes());
    waiting++;
    if (batch.buffer().end() > HAND_OVER_BYTES) {
      large = true;
    }
  }

  /** {@return how many calls are complete and not handed over} */
  int waiting() {
    return waiting;
  }

  /** {@return whether the replies have become so large that they should be handed over} */
  boolean areLarge() {
    return large;
  }

  /** Hands everything over. Not while a call writes its reply. */
  void handOver() {
    if (waiting == 0) {
      return;
    }
    waiting = 0;
    large = false;
    for (int i = 0; i < open.length; i++) {
      ReplyBatch batch = open[i];
      ReplyBatchPool pool = pools[i];
      if (batch != null && pool != null && batch.count() > 0) {
        open[i] = null;
        exit.accept(batch);
      }
    }
  }

  private ReplyBatch batchOf(ReplyLoop loop) {
    int index = loop.index();
    ReplyBatch batch = index < open.length ? open[index] : null;
    return batch != null ? batch : openBatch(loop, index);
  }

  private ReplyBatch openBatch(ReplyLoop loop, int index) {
    if (index >= open.length) {
      pools = Arrays.copyOf(pools, Math.max(index + 1, 2 * pools.length));
      open = Arrays.copyOf(open, pools.length);
    }
    ReplyBatchPool pool = pools[index];
    if (pool == null || pool.loop() != loop) {
      pools[index] = pool = new ReplyBatchPool(loop);
    }
    ReplyBatch batch = pool.take();
    batch.point().begin(epoch);
    open[index] = batch;
    return batch;
  }
}
