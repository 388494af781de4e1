package io.ember.cluster.lane;

import io.ember.cluster.core.replication.HoldPoint;
import io.ember.engine.EngineCall;
import org.jspecify.annotations.Nullable;

/**
 * Work on a lane that is more than one call's turn: a long call, a transaction, a part of a call on
 * every lane. Records what it changes, and has its end wait for that. Owner thread: the lane.
 */
final class Stretch {
  private final @Nullable LaneReplication replication;
  private final int slot;
  private final @Nullable HoldPoint point;
  private final boolean isAsync;
  private boolean isCut;

  /**
   * Begins, with what was changed before and is not recorded yet.
   *
   * @param replication of the lane, null if there is none
   * @param call that it is done for
   * @param slot that it depends on, -1 for everything in the lane
   */
  Stretch(@Nullable LaneReplication replication, EngineCall call, int slot) {
    this(replication, slot, replication != null && replication.isAsync(call));
  }

  private Stretch(@Nullable LaneReplication replication, int slot, boolean isAsync) {
    this.replication = replication;
    this.slot = slot;
    this.isAsync = isAsync;
    point = replication == null ? null : replication.newPoint();
    record();
  }

  /** {@return work that the node does for itself, on everything in the lane} */
  static Stretch ofNode(@Nullable LaneReplication replication) {
    return new Stretch(replication, -1, false);
  }

  /** {@return whether it may go on changing data: the node is still the primary that began it} */
  boolean mayGoOn() {
    isCut |= replication != null && point != null && !replication.mayGoOn(point);
    return !isCut;
  }

  /** Records what was changed since the last time. */
  void record() {
    if (replication != null && point != null && !isCut) {
      replication.record(isAsync, point);
    }
  }

  /**
   * All is done.
   *
   * @param end what happens as soon as it may
   * @param unknown what happens if nobody will ever know
   */
  void end(Runnable end, Runnable unknown) {
    if (replication == null || point == null) {
      end.run();
      return;
    }
    if (isCut) {
      unknown.run(); // half of it was done
    } else {
      record();
      // Whether it had a record of its own is not asked: a lease in addition is at hand anyway.
      replication.require(isAsync, point, slot, false);
      replication.depart(new HeldWork(point, end, unknown));
    }
  }
}
