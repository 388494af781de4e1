package io.ember.cluster.lane;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the control line and other nodes have for a lane, in order. It never waits for room in the
 * ring, as calls do: a lane whose ring is full looks into its mail between batches. Any thread.
 */
final class LaneMail implements LaneTask {
  private final LaneRing ring;
  private final ConcurrentLinkedQueue<LaneTask> items = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean signalled = new AtomicBoolean();

  LaneMail(LaneRing ring) {
    this.ring = ring;
  }

  void post(LaneTask item) {
    items.add(item);
    if (signalled.compareAndSet(false, true) && !ring.tryPublish(this)) {
      signalled.set(false); // the ring is full, so the lane is busy and will look by itself
    }
  }

  /** Takes all of it, in the lane's turn. */
  @Override
  public void run(LaneHandler lane) {
    signalled.set(false);
    take(lane);
  }

  /** Takes all of it. On the lane. */
  void take(LaneHandler lane) {
    LaneTask item = items.poll();
    while (item != null) {
      lane.runTask(item);
      item = items.poll();
    }
  }

  boolean isEmpty() {
    return items.isEmpty();
  }
}
