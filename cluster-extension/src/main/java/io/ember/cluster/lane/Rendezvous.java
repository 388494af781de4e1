package io.ember.cluster.lane;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * All lanes but one stand still while that one works on the data of all. Made by lane 0 only.
 *
 * <p>The counter and the flag order memory: what a lane did before it stood still is seen by lane
 * 0, what lane 0 did is seen by a lane that goes on.
 */
final class Rendezvous {
  private static final int SPINS = 1000;
  private static final long PAUSE_NANOS = 20_000;

  private final AtomicInteger missing;
  private volatile boolean over;

  private Rendezvous(int others) {
    missing = new AtomicInteger(others);
  }

  /** Waits until all other lanes stand still. */
  static Rendezvous of(LaneHandler lane) {
    if (lane.index() != 0) {
      throw new IllegalStateException("lane " + lane.index() + " must not stop the others");
    }
    Rendezvous rendezvous = new Rendezvous(lane.laneCount() - 1);
    LaneTask standStill = rendezvous::standStill;
    for (int i = 1; i < lane.laneCount(); i++) {
      // The other lane goes on whatever lane 0 does, so there will be room.
      for (int tries = 0; !lane.peer(i).ring().tryPublish(standStill); ) {
        tries = pause(tries);
      }
    }
    for (int tries = 0; rendezvous.missing.get() > 0; ) {
      tries = pause(tries);
    }
    return rendezvous;
  }

  private void standStill(LaneHandler lane) {
    try {
      lane.replies().handOver();
    } finally {
      missing.decrementAndGet();
    }
    for (int tries = 0; !over; ) {
      tries = pause(tries);
    }
  }

  /** Lets the others go on. */
  void end() {
    over = true;
  }

  private static int pause(int tries) {
    if (tries < SPINS) {
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return tries + 1;
  }
}
