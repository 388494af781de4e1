package io.ember.cluster.server;

import io.ember.cluster.session.ReplyMode;
import io.ember.cluster.session.SessionRules;
import io.ember.engine.CommandExecutor;
import io.ember.engine.ErrorCode;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a decoded call of one connection: refused, queued in its transaction,
 * held, or executed.
 *
 * <p>A call that is executed on the loop waits until all earlier calls of the connection are
 * answered, and one that takes its time (EXEC, FLUSHALL) is answered before the next begins: so the
 * calls of a connection take effect in their order, although lanes work side by side. Calls on keys
 * need no such care: those of one key have one lane, and a lane keeps their order.
 *
 * <p>Owner thread: the loop.
 */
final class CallDispatcher {
  /** EXEC takes no arguments, so this is all that can be wrong with one. */
  private static final String WRONG_EXEC = "wrong number of arguments for 'exec' command";

  private static final Logger LOG = LoggerFactory.getLogger(CallDispatcher.class);

  private final ServerContext server;
  private final ClientLoop loop;
  private final ClientConnection connection;
  private final ConnectionTransaction transaction;
  private final ReplyOrder order;
  private @Nullable ClientCall parked;
  private @Nullable ClientCall executing;
  private boolean alone;
  private ReplyMode replyMode = ReplyMode.ON;
  private boolean skipNext;

  CallDispatcher(
      ServerContext server,
      ClientLoop loop,
      ClientConnection connection,
      ConnectionTransaction transaction,
      ReplyOrder order) {
    this.server = server;
    this.loop = loop;
    this.connection = connection;
    this.transaction = transaction;
    this.order = order;
  }

  /** {@return whether no other call may begin} */
  boolean mustWait() {
    if (alone && order.count() == 0) {
      alone = false;
    }
    return alone || parked != null;
  }

  /** Dispatches a call whose arguments are complete. A failure on the way is its answer. */
  void dispatch(ClientCall call) {
    try {
      decide(call);
    } catch (RuntimeException | Error failure) {
      if (!answerFailure(call, failure)) {
        throw failure;
      }
    }
  }

  /** {@return whether the call was answered; not if somebody else has it, or had} */
  private boolean answerFailure(ClientCall call, Throwable failure) {
    executing = null;
    if (!call.isWithDispatcher()) {
      return false;
    }
    LOG.warn("a call could not be dispatched", failure);
    parked = null;
    failTransaction();
    new CommandExecutor().fail(call, failure);
    call.completed();
    return true;
  }

  private void decide(ClientCall call) {
    if (!server.engine().commands().resolve(call)) {
      notResolved(call);
      return;
    }
    CommandSpec command = call.command();
    connection.ownFigures().executes(command);
    SessionRules.Refusal refusal = SessionRules.refusal(connection.state(), transaction, command);
    if (refusal != null) {
      failTransaction();
      call.reply().error(refusal.code(), refusal.message());
      call.completed();
    } else if (transaction.isOpen() && isQueued(call, command)) {
      transaction.queue(call);
      call.completed();
    } else {
      execute(call, command);
    }
  }

  /** What is executed at once but may not be, for its slots, fails the transaction as well. */
  private boolean isQueued(ClientCall call, CommandSpec command) {
    return !SessionRules.isExecutedInsideMulti(command) || transaction.isElsewhere(call);
  }

  private void notResolved(ClientCall call) {
    if (call.argumentIs(0, "EXEC")) {
      transaction.discard();
      call.resetReply();
      call.reply().error(ErrorCode.EXECABORT, SessionRules.execAbort(WRONG_EXEC));
      call.completed();
      return;
    }
    if (isWebRequest(call)) {
      // Somebody has a browser talk to us: not one more line of it is read as a command.
      call.setSilent(true);
      connection.closeAfterReply();
    }
    failTransaction();
    call.completed();
  }

  private static boolean isWebRequest(ClientCall call) {
    return call.argumentIs(0, "POST") || call.argumentIs(0, "HOST:");
  }

  private void failTransaction() {
    if (transaction.isOpen()) {
      transaction.fail();
    }
  }

  private void execute(ClientCall call, CommandSpec command) {
    if (!server.pause().isIdle() && isHeld(call, command)) {
      return;
    }
    CommandHandler handler = command.handler();
    if (handler instanceof CommandHandler.OnSlot) {
      server.engine().execute(call);
    } else if (handler instanceof CommandHandler.OnCaller) {
      if (order.first() == call) {
        executeAlone(call);
      } else {
        parked = call;
      }
    } else if (handler instanceof CommandHandler.OnEveryLane) {
      executeAlone(call);
    } else {
      server.engine().execute(call);
    }
  }

  private boolean isHeld(ClientCall call, CommandSpec command) {
    long nowNanos = System.nanoTime();
    if (!server.pause().holds(command, transaction, nowNanos)) {
      return false;
    }
    parked = call;
    loop.resumeAt(connection, server.pause().endNanos() - nowNanos);
    return true;
  }

  private void executeAlone(ClientCall call) {
    executing = call;
    server.engine().execute(call);
    executing = null;
    alone = order.count() > 0;
  }

  /** Executes the call that had to wait, if it need not any more. */
  void goOn() {
    ClientCall call = parked;
    if (call != null) {
      parked = null;
      resume(call);
    }
  }

  private void resume(ClientCall call) {
    try {
      execute(call, call.command());
    } catch (RuntimeException | Error failure) {
      if (!answerFailure(call, failure)) {
        throw failure;
      }
    }
  }

  /** Forgets the call that waits; the connection has ended. */
  void dropParked() {
    ClientCall call = parked;
    if (call != null) {
      parked = null;
      call.completed();
    }
  }

  // ---- silence

  void setReplyMode(ReplyMode mode) {
    replyMode = mode == ReplyMode.OFF ? ReplyMode.OFF : ReplyMode.ON;
    skipNext = mode == ReplyMode.SKIP;
    ClientCall call = executing;
    if (call != null) {
      call.setSilent(mode != ReplyMode.ON);
    }
  }

  /** {@return whether the call that begins is not to be answered} */
  boolean takeSilence() {
    boolean skip = skipNext;
    skipNext = false;
    return skip || replyMode == ReplyMode.OFF;
  }
}
