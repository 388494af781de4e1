package io.ember.cluster.lane;

import org.jspecify.annotations.Nullable;

/**
 * A cell of a lane's ring: a call, or a task of the lane. Empty when the thread that claimed it
 * could not fill it; the lane passes over such a cell.
 */
final class LaneEvent {
  /** An {@link io.ember.engine.EngineCall} or a {@link LaneTask}. */
  @Nullable Object item;
}
