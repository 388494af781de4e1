package io.ember.cluster.lane;

import io.ember.cluster.core.replication.HoldPoint;
import io.ember.cluster.wire.ReplyBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The completed calls of one batch of a lane for one loop, with their replies. Filled by the lane,
 * then run by the loop, then given back: it is one thread's at a time and reused for ever.
 */
final class ReplyBatch implements Runnable, Departure {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final ReplyBatchPool pool;
  private final ReplyBuffer buffer = new ReplyBuffer(BUFFER_BYTES);
  private @Nullable LaneCall[] calls = new LaneCall[64];
  private final HoldPoint point = new HoldPoint();
  private int count;
  private boolean isVoid;

  /** The next one in the list of the pool. */
  @Nullable ReplyBatch next;

  ReplyBatch(ReplyBatchPool pool) {
    this.pool = pool;
  }

  ReplyBuffer buffer() {
    return buffer;
  }

  int count() {
    return count;
  }

  void add(LaneCall call) {
    if (count == calls.length) {
      calls = Arrays.copyOf(calls, 2 * count);
    }
    calls[count++] = call;
  }

  @Override
  public HoldPoint point() {
    return point;
  }

  @Override
  public void leave() {
    pool.loop().execute(this);
  }

  @Override
  public void voided() {
    isVoid = true;
    pool.loop().execute(this);
  }

  /** Delivers the replies, on the loop's thread. */
  @Override
  public void run() {
    try {
      for (int i = 0; i < count; i++) {
        LaneCall call = calls[i];
        calls[i] = null;
        if (call != null) {
          deliver(call);
        }
      }
      pool.loop().flushDelivered();
    } finally {
      count = 0;
      isVoid = false;
      buffer.clear();
      pool.giveBack(this);
    }
  }

  private void deliver(LaneCall call) {
    if (isVoid) {
      call.lost(HeldWork.NOT_PRIMARY_ANY_MORE);
    } else {
      call.deliver();
    }
  }
}
