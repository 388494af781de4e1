package io.ember.cluster.intercept;

import io.ember.engine.CommandExecutor;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandHandler;

/** Executes calls that need no data, on the thread that made them. Stateless. */
public final class CallerExecution {
  private CallerExecution() {}

  /** Executes the call and completes it, unless its handler said that it will do that itself. */
  public static void execute(CommandHandler.OnCaller handler, EngineCall call) {
    boolean deferred;
    try {
      handler.execute(call);
      deferred = call.takeDeferred();
    } catch (RuntimeException | Error failure) {
      deferred = false;
      call.takeDeferred();
      new CommandExecutor().fail(call, failure);
    }
    if (!deferred) {
      call.completed();
    }
  }
}
