package io.ember.cluster.intercept;

import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandHandler;

/** The way to the lanes for calls that are no {@link RoutedCall}: those of embedded code. */
public interface LanePort {
  /** {@return how many lanes there are} */
  int laneCount();

  /** Sends a call to a lane; waits while the lane's ring is full. */
  void submit(int lane, EngineCall call);

  /** Sends a call to every lane. */
  void submitToEvery(EngineCall call, CommandHandler.OnEveryLane handler);
}
