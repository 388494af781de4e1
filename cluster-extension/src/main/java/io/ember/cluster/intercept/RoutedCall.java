package io.ember.cluster.intercept;

import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.command.CommandHandler;

/**
 * A call that takes its decided route itself: one of a connection goes to the lanes together with
 * the others of its loop, one that was queued in a transaction waits for the rest of it.
 */
public abstract class RoutedCall extends EngineCall {
  /** Goes to a lane. */
  public abstract void goToLane(int lane);

  /** Goes to every lane. */
  public abstract void goToEveryLane(CommandHandler.OnEveryLane handler);

  /** Is executed by the caller. */
  public abstract void goToCaller(CommandHandler.OnCaller handler);

  /** Is not executed by this node, for the slot of its keys, and answered so. */
  public void refuse(ErrorCode code, String message) {
    reject(code, message);
  }
}
