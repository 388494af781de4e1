package io.ember.engine;

import io.ember.engine.command.CommandErrors;
import io.ember.engine.command.CommandFlag;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;

/**
 * Executes calls of one keyspace, one after the other: what is the same for every command that
 * works on data, whoever owns the data (a lane, or the engine itself).
 *
 * <ul>
 *   <li>A command that may add data ({@link CommandFlag#DENYOOM}) is refused when memory is full
 *       and nothing can be evicted.
 *   <li>What a handler throws becomes an error for its own call. The part of the answer that was
 *       written is thrown away; the next call is executed as if nothing had happened.
 * </ul>
 *
 * <p>Nothing here completes a call: whoever executes it takes {@link EngineCall#takeContinuation},
 * runs the steps that are left with {@link #run}, and then calls {@link EngineCall#completed}.
 *
 * <p>Owner thread: that of the keyspace.
 */
public final class CommandExecutor {
  private long failureCount;

  /** Executes a call whose handler is a {@link CommandHandler.OnSlot}. Never throws. */
  public void execute(EngineCall call, Keyspace keyspace) {
    try {
      CommandSpec command = call.command();
      if (isAllowed(command, call, keyspace)) {
        ((CommandHandler.OnSlot) command.handler()).execute(call, keyspace);
      }
    } catch (Throwable failure) {
      fail(call, failure);
    }
  }

  /**
   * Runs one slice of what a handler has left to do. Never throws.
   *
   * @return whether that was the last one, also because it failed
   */
  public boolean run(EngineCall call, LaneStep step, Keyspace keyspace) {
    try {
      return step.run(keyspace);
    } catch (Throwable failure) {
      fail(call, failure);
      return true;
    }
  }

  /** Answers an error for what the handler of a call threw. */
  public void fail(EngineCall call, Throwable failure) {
    failureCount++;
    call.takeContinuation();
    call.resetReply();
    call.reply().error(describe(failure));
  }

  /** {@return calls that were answered with an error because their handler threw something} */
  public long failureCount() {
    return failureCount;
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null ? "" : ": " + message;
    return failure instanceof StoreException && message != null
        ? message
        : "internal error " + failure.getClass().getSimpleName() + text;
  }

  private static boolean isAllowed(CommandSpec command, EngineCall call, Keyspace keyspace) {
    if (command.is(CommandFlag.DENYOOM) && !keyspace.makeRoom()) {
      call.reply().error(ErrorCode.OOM, CommandErrors.OUT_OF_MEMORY);
      return false;
    }
    return true;
  }
}
