package io.ember.cluster.lane;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a lane does now and then without being called: removing entries that have expired, and the
 * work that its stores have put off. Requested by the ticker, done by the lane in slices.
 */
final class Housekeeping implements LaneTask {
  /** About how many entries a slice looks at. */
  private static final int SWEEP_ENTRIES = 100;

  /** A slice that removed more than this says that there are many more. */
  private static final int SWEEP_AGAIN = SWEEP_ENTRIES / 10;

  /** Most slices of sweeping for one request, so that it takes a small share of the lane's time. */
  private static final int SWEEP_SLICES = 100;

  private final LaneRing ring;
  private final AtomicBoolean requested = new AtomicBoolean();
  private boolean sweeping;
  private int slicesLeft;
  private volatile boolean isReplicating;

  /** Up to which cell of the ring there is nothing to do; told by the lane. */
  private volatile long restsAt = -1;

  Housekeeping(LaneRing ring) {
    this.ring = ring;
  }

  /** {@return whether the lane has executed nothing since it found nothing to do} Any thread. */
  boolean isAtRest() {
    return ring.cursor() == restsAt && !isReplicating;
  }

  /** {@return whether the lane keeps a replica up to date, or is one; any thread} */
  boolean isReplicating() {
    return isReplicating;
  }

  /** Asks the lane to do it, unless it has yet to do it for an earlier request. Any thread. */
  void request() {
    if (requested.compareAndSet(false, true) && !ring.tryPublish(this)) {
      requested.set(false); // the ring is full, so the lane is busy: the next request will do
    }
  }

  @Override
  public void run(LaneHandler lane) {
    long cursor = ring.cursor();
    LaneReplication replication = lane.replication();
    if (replication != null) {
      replication.tick();
      isReplicating = replication.isBusy();
    }
    lane.keepCountersOfOwnSlots();
    lane.counters().take(lane.keyspace());
    sweeping = true;
    slicesLeft = SWEEP_SLICES;
    if (slice(lane)) {
      restsAt = lane.keyspace().isAtRest() ? cursor : -1;
      requested.set(false);
    } else {
      restsAt = -1;
      lane.addSlices(this::goOn);
    }
  }

  private boolean goOn(LaneHandler lane) {
    boolean last = slice(lane);
    if (last) {
      requested.set(false);
    }
    return last;
  }

  private boolean slice(LaneHandler lane) {
    LaneReplication replication = lane.replication();
    if (replication != null && replication.isHandingOver()) {
      return true; // nothing may change any more
    }
    if (sweeping) {
      int removed = lane.keyspace().sweepExpired(SWEEP_ENTRIES);
      sweeping = removed > SWEEP_AGAIN && --slicesLeft > 0;
    }
    boolean more = lane.keyspace().work();
    if (replication != null) {
      replication.recordHousekeeping();
    }
    return !sweeping && !more;
  }
}
