package io.ember.cluster.lane;

import io.ember.cluster.intercept.RoutedCall;
import io.ember.cluster.wire.ReplyBuffer;
import io.ember.cluster.wire.RespReplySink;
import io.ember.engine.Blob;
import io.ember.engine.Caller;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.KeyHasher;
import io.ember.engine.ReplySink;
import io.ember.engine.command.CommandHandler;
import org.jspecify.annotations.Nullable;

/**
 * A command that was queued in a transaction: a copy of its call with a reply of its own. At EXEC
 * it passes the chain of interceptors like every call, which tells its route; then it is executed
 * with the rest of the transaction.
 *
 * <p>Owner thread: that of the session, or the lane that executes the transaction.
 */
public final class QueuedCall extends RoutedCall {
  private static final int REPLY_BYTES = 64;

  /** Told of a queued call what the transaction waits for. */
  interface Owner {
    /** The call has passed the chain: it has a route, or was answered on the way. */
    void arrived(QueuedCall call);

    /** Its slot is not served here: nothing of the transaction may be executed. */
    void refused(ErrorCode code, String message);

    /** The handler of a call that is executed on the session's thread has done; any thread. */
    void executed(QueuedCall call);
  }

  private enum Phase {
    /** On its way through the chain. */
    PASSING,
    /** Has a route and waits for the others. */
    ROUTED,
    /** Its handler runs. */
    EXECUTING,
    /** Has its reply. */
    ANSWERED
  }

  private final RespReplySink sink = new RespReplySink(new ReplyBuffer(REPLY_BYTES));
  private Phase phase = Phase.PASSING;
  private @Nullable Owner owner;

  /** Copies a resolved call, whose large arguments pass over. */
  public QueuedCall(EngineCall original, Caller caller, KeyHasher hasher) {
    int count = original.argumentCount();
    int length = 0;
    for (int i = 0; i < count; i++) {
      length += original.argumentBlob(i) == null ? original.argumentLength(i) : 0;
    }
    byte[] copy = new byte[length];
    begin(caller, copy, hasher);
    int at = 0;
    for (int i = 0; i < count; i++) {
      Blob blob = original.argumentBlob(i);
      if (blob != null) {
        addArgument(original.takeArgumentBlob(i));
        continue;
      }
      int bytes = original.argumentLength(i);
      System.arraycopy(original.array(), original.argumentOffset(i), copy, at, bytes);
      addArgument(at, bytes);
      at += bytes;
    }
    resolve(original.command(), original.firstKeyIndex());
  }

  /** Says who waits for it and in which version of RESP its reply is written. */
  void prepare(Owner waiting, int protocol) {
    owner = waiting;
    sink.begin(sink.buffer(), protocol);
  }

  /** {@return the version of RESP of what follows it: HELLO changes it} */
  int protocolAfter(int before) {
    if (argumentCount() == 2 && argumentIs(0, "HELLO")) {
      return argumentIs(1, "3") ? 3 : argumentIs(1, "2") ? 2 : before;
    }
    return before;
  }

  /** {@return whether it has a route and no reply yet} */
  boolean isToBeExecuted() {
    return phase == Phase.ROUTED;
  }

  /** {@return whether it is executed on the session's thread} */
  boolean isForCaller() {
    return command().handler() instanceof CommandHandler.OnCaller;
  }

  /** Its handler begins. */
  void beginExecution() {
    phase = Phase.EXECUTING;
  }

  /** {@return its reply} */
  ReplyBuffer encodedReply() {
    return sink.buffer();
  }

  /** {@return how many bytes its reply has, its large parts included} */
  long replyBytes() {
    return sink.buffer().bytesFrom(0, 0);
  }

  /** Frees what the call and its reply still hold. */
  public void discard() {
    sink.buffer().clear();
    clear();
  }

  @Override
  public void goToLane(int lane) {
    routed();
  }

  @Override
  public void goToEveryLane(CommandHandler.OnEveryLane handler) {
    routed();
  }

  @Override
  public void goToCaller(CommandHandler.OnCaller handler) {
    routed();
  }

  @Override
  public void refuse(ErrorCode code, String message) {
    waiting().refused(code, message);
    reject(code, message);
  }

  private void routed() {
    phase = Phase.ROUTED;
    waiting().arrived(this);
  }

  @Override
  public ReplySink reply() {
    return sink;
  }

  @Override
  public void resetReply() {
    sink.rewind();
  }

  @Override
  public void completed() {
    if (phase == Phase.EXECUTING && isForCaller()) {
      waiting().executed(this);
      return;
    }
    Phase before = phase;
    phase = Phase.ANSWERED;
    if (before == Phase.PASSING) {
      waiting().arrived(this);
    }
  }

  /** Notes that the reply is there; on the session's thread. */
  void answered() {
    phase = Phase.ANSWERED;
  }

  /** {@return whether the reply is there} */
  boolean isAnswered() {
    return phase == Phase.ANSWERED;
  }

  private Owner waiting() {
    Owner known = owner;
    if (known == null) {
      throw new IllegalStateException("the queued call belongs to no transaction yet");
    }
    return known;
  }
}
