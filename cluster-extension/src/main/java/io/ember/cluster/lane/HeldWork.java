package io.ember.cluster.lane;

import io.ember.cluster.core.replication.HoldPoint;
import io.ember.engine.EngineCall;

/**
 * The end of some work on a lane, with what it waits for. Owner thread: the lane.
 *
 * @param point what it waits for
 * @param end what is to be done then
 * @param unknown what is to be done if nobody will ever know
 */
record HeldWork(HoldPoint point, Runnable end, Runnable unknown) implements Departure {
  /** Why a call is {@linkplain EngineCall#lost lost} whose node stopped being primary. */
  static final String NOT_PRIMARY_ANY_MORE =
      "the node stopped being primary before the replicas had it";

  /** {@return the end of a call that is answered by itself, not in a batch} */
  static HeldWork of(HoldPoint point, EngineCall call) {
    return new HeldWork(point, call::completed, () -> lose(call));
  }

  /** Ends a call of which nobody knows, on the thread that owns it. */
  static void lose(EngineCall call) {
    if (call instanceof LaneCall ofConnection) {
      ofConnection.loop().execute(() -> call.lost(NOT_PRIMARY_ANY_MORE));
    } else {
      call.lost(NOT_PRIMARY_ANY_MORE);
    }
  }

  @Override
  public void leave() {
    end.run();
  }

  @Override
  public void voided() {
    unknown.run();
  }
}
