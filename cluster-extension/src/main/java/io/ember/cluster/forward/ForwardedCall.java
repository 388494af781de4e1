package io.ember.cluster.forward;

import io.ember.cluster.bus.Responder;
import io.ember.cluster.lane.LaneCall;
import io.ember.cluster.lane.ReplyLoop;
import io.ember.cluster.wire.ReplyBuffer;
import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.Caller;
import io.ember.engine.SlotStoreFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A call that another node passed on; its reply goes back there. Owner thread: its loop. */
final class ForwardedCall extends LaneCall {
  private final ReplyLoop loop;
  private final @Nullable Responder responder;

  /**
   * @param responder takes the reply; null for one of a transaction, which has a reply together
   */
  ForwardedCall(ReplyLoop loop, int protocol, @Nullable Responder responder) {
    this.loop = loop;
    this.responder = responder;
    setProtocol(protocol);
  }

  /** Fills in the arguments, of which large ones move into blobs. */
  void fill(Caller caller, byte[][] arguments, SlotStoreFactory stores) {
    int small = 0;
    for (byte[] argument : arguments) {
      small += argument.length < BlobAllocator.BLOB_BYTES ? argument.length : 0;
    }
    byte[] array = new byte[small];
    begin(caller, array, stores.hasher());
    int at = 0;
    for (byte[] argument : arguments) {
      if (argument.length < BlobAllocator.BLOB_BYTES) {
        System.arraycopy(argument, 0, array, at, argument.length);
        addArgument(at, argument.length);
        at += argument.length;
      } else {
        Blob blob = stores.blobs().allocate(argument.length);
        blob.append(argument, 0, argument.length);
        addArgument(blob);
      }
    }
  }

  @Override
  public ReplyLoop loop() {
    return loop;
  }

  @Override
  protected void deliver() {
    Responder to = responder;
    if (to != null) {
      to.answer(encodedReply());
    }
    clear();
    clearReply();
  }

  @Override
  protected void completedElsewhere() {
    if (loop.isCurrent()) {
      deliver();
    } else {
      loop.execute(this::deliver);
    }
  }

  /** {@return the reply with its large parts in place, or an error if it is too long to be sent} */
  private byte[] encodedReply() {
    ReplyBuffer buffer = replyBuffer();
    long bytes = (long) replyEnd() - replyStart();
    for (int mark = firstMark(); mark < lastMark(); mark++) {
      bytes += buffer.markLength(mark);
    }
    if (bytes > ForwardedRequest.MAX_BYTES) {
      return ("-ERR the reply has more than "
              + ForwardedRequest.MAX_BYTES
              + " bytes; ask the owner of the slot\r\n")
          .getBytes(StandardCharsets.US_ASCII);
    }
    ByteBuffer out = ByteBuffer.allocate((int) bytes);
    int from = replyStart();
    for (int mark = firstMark(); mark < lastMark(); mark++) {
      out.put(buffer.array(), from, buffer.markPosition(mark) - from);
      from = buffer.markPosition(mark);
      Blob blob = buffer.takeBlob(mark);
      byte[] part = new byte[buffer.markLength(mark)];
      blob.copyTo(buffer.markFrom(mark), part, 0, part.length);
      blob.release();
      out.put(part);
    }
    out.put(buffer.array(), from, replyEnd() - from);
    return out.array();
  }
}
