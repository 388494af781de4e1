package io.ember.cluster.lane;

import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.intercept.CallerExecution;
import io.ember.cluster.intercept.RoutedCall;
import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.Sessions;
import io.ember.cluster.wire.ReplyBuffer;
import io.ember.cluster.wire.RespReplySink;
import io.ember.engine.ReplySink;
import io.ember.engine.command.CommandHandler;
import org.jspecify.annotations.Nullable;

/**
 * A call of a connection. A lane that executes it has it write its reply into a buffer that the
 * call shares with the others of the same batch and loop; elsewhere it writes into one of its own.
 *
 * <p>Owner thread: that of {@link io.ember.engine.EngineCall}.
 */
public abstract class LaneCall extends RoutedCall {
  private static final int OWN_BYTES = 64;

  private @Nullable LaneReplies lane;
  private @Nullable RespReplySink sink;
  private @Nullable RespReplySink own;
  private int protocol = 2;
  private @Nullable ReplyBuffer replyBuffer;
  private int replyStart;
  private int replyEnd;
  private int firstMark;
  private int lastMark;
  private boolean handedOver;

  /** {@return the loop of the connection} */
  public abstract ReplyLoop loop();

  /** Takes the complete reply; on the loop's thread, with the buffer valid during the call only. */
  protected abstract void deliver();

  /** The call was completed by a thread that is no lane executing it. */
  protected void completedElsewhere() {
    if (loop().isCurrent()) {
      deliver();
    } else {
      loop().execute(this::deliver);
    }
  }

  /** {@return what its connection wants calls to wait for, null for what the node does} */
  protected @Nullable Acks acks() {
    ClientSession session = Sessions.of(this);
    return session == null ? null : session.state().acks();
  }

  /** Chooses the version of RESP in which the reply will be written. */
  protected final void setProtocol(int version) {
    protocol = version;
  }

  // ---- on the way to a lane

  @Override
  public final void goToLane(int target) {
    if (loop().isCurrent()) {
      loop().publisher().add(target, this);
      handedOver = true;
    } else {
      loop().execute(() -> goToLane(target));
    }
  }

  @Override
  public final void goToEveryLane(CommandHandler.OnEveryLane handler) {
    if (!loop().isCurrent()) {
      loop().execute(() -> goToEveryLane(handler));
      return;
    }
    LanePublisher publisher = loop().publisher();
    FanOut fanOut = FanOut.split(this, handler, publisher.laneCount());
    if (fanOut != null) {
      handedOver = true;
      for (int i = 0; i < publisher.laneCount(); i++) {
        publisher.addItem(i, fanOut.task(i));
      }
    }
  }

  /** {@return whether a lane has the call, or soon has; on the loop's thread} */
  protected final boolean isHandedOver() {
    return handedOver;
  }

  @Override
  public final void goToCaller(CommandHandler.OnCaller handler) {
    if (loop().isCurrent()) {
      CallerExecution.execute(handler, this);
    } else {
      loop().execute(() -> goToCaller(handler));
    }
  }

  // ---- on a lane

  /** A lane begins to execute the call. */
  final void enter(LaneReplies replies, RespReplySink shared, ReplyBuffer buffer) {
    lane = replies;
    shared.begin(buffer, protocol);
    sink = shared;
  }

  /** The call goes on later: what it has written moves out of the shared buffer. */
  final void leaveSharedBuffer() {
    RespReplySink shared = sink;
    if (shared == null || shared == own) {
      return;
    }
    RespReplySink mine = useOwn();
    ReplyBuffer from = shared.buffer();
    mine.buffer().take(from, shared.start(), from.end(), shared.startMark(), from.markCount());
    shared.rewind();
  }

  /** The call goes on later and completes by itself. */
  final void leaveLane() {
    leaveSharedBuffer();
    lane = null;
  }

  // ---- the reply

  @Override
  public final ReplySink reply() {
    RespReplySink current = sink;
    return current != null ? current : useOwn();
  }

  @Override
  public final void resetReply() {
    RespReplySink current = sink;
    if (current != null) {
      current.rewind();
    }
  }

  @Override
  public final void completed() {
    RespReplySink current = sink != null ? sink : useOwn();
    replyBuffer = current.buffer();
    replyStart = current.start();
    replyEnd = replyBuffer.end();
    firstMark = current.startMark();
    lastMark = replyBuffer.markCount();
    sink = null;
    LaneReplies executing = lane;
    if (executing != null) {
      lane = null;
      executing.collect(this);
    } else {
      completedElsewhere();
    }
  }

  private RespReplySink useOwn() {
    RespReplySink mine = own;
    if (mine == null) {
      own = mine = new RespReplySink(new ReplyBuffer(OWN_BYTES));
    }
    mine.begin(mine.buffer(), protocol);
    sink = mine;
    return mine;
  }

  /** Appends replies that are encoded already; on the thread that may write the reply. */
  public final void appendEncoded(ReplyBuffer replies) {
    RespReplySink current = sink != null ? sink : useOwn();
    current.buffer().take(replies, 0, replies.end(), 0, replies.markCount());
  }

  /** Appends bytes that are encoded already, the first of which is replaced. */
  protected final void appendEncoded(byte first, byte[] bytes) {
    RespReplySink current = sink != null ? sink : useOwn();
    ReplyBuffer buffer = current.buffer();
    int at = buffer.end();
    buffer.append(bytes, 0, bytes.length);
    buffer.array()[at] = first;
  }

  /** {@return the buffer of the complete reply} */
  protected final ReplyBuffer replyBuffer() {
    ReplyBuffer complete = replyBuffer;
    if (complete == null) {
      throw new IllegalStateException("the call is not complete");
    }
    return complete;
  }

  /** {@return where the complete reply begins in its buffer} */
  protected final int replyStart() {
    return replyStart;
  }

  /** {@return where the complete reply ends in its buffer, exclusive} */
  protected final int replyEnd() {
    return replyEnd;
  }

  /** {@return the first mark of the complete reply} */
  protected final int firstMark() {
    return firstMark;
  }

  /** {@return the end of the marks of the complete reply, exclusive} */
  protected final int lastMark() {
    return lastMark;
  }

  /** {@return how many bytes the complete reply has, its large parts included} */
  public final long replyBytes() {
    ReplyBuffer buffer = replyBuffer();
    long bytes = (long) replyEnd - replyStart;
    for (int mark = firstMark; mark < lastMark; mark++) {
      bytes += buffer.markLength(mark);
    }
    return bytes;
  }

  /** {@return how many bytes of the reply are written so far, its large parts included} */
  final long writtenBytes() {
    RespReplySink current = sink;
    return current == null ? 0 : current.buffer().bytesFrom(current.start(), current.startMark());
  }

  /** Moves the complete reply out of a shared buffer, because it cannot be sent yet. */
  protected final void keepReply() {
    ReplyBuffer from = replyBuffer();
    RespReplySink mine = own;
    if (mine != null && from == mine.buffer()) {
      return;
    }
    ReplyBuffer to = useOwn().buffer();
    sink = null;
    int start = to.end();
    int mark = to.markCount();
    to.take(from, replyStart, replyEnd, firstMark, lastMark);
    replyBuffer = to;
    replyStart = start;
    replyEnd = to.end();
    firstMark = mark;
    lastMark = to.markCount();
  }

  /** Forgets the reply, so that the call can be used anew. */
  protected final void clearReply() {
    replyBuffer = null;
    handedOver = false;
    sink = null;
    lane = null;
    RespReplySink mine = own;
    if (mine != null) {
      mine.buffer().clear();
    }
  }
}
