package io.ember.cluster.forward;

import io.ember.cluster.bus.Responder;
import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.lane.LaneCall;
import io.ember.cluster.lane.ReplyLoop;
import io.ember.cluster.wire.ReplyBuffer;
import io.ember.engine.Blob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A call that another node passed on; its reply goes back there. Owner thread: its loop. */
final class ForwardedCall extends LaneCall {
  private final ReplyLoop loop;
  private final @Nullable Acks acks;
  private final @Nullable Responder responder;

  /**
   * @param acks what it waits for, null for what this node does
   * @param responder takes the reply; null for one of a transaction, which has a reply together
   */
  ForwardedCall(ReplyLoop loop, int protocol, @Nullable Acks acks, @Nullable Responder responder) {
    this.acks = acks;
    this.loop = loop;
    this.responder = responder;
    setProtocol(protocol);
  }

  @Override
  public ReplyLoop loop() {
    return loop;
  }

  @Override
  protected @Nullable Acks acks() {
    return acks;
  }

  /** The client must hear of it as a connection that ends: no error may claim anything else. */
  @Override
  public void lost(String why) {
    Responder to = responder;
    if (to != null) {
      to.answer(ForwardedRequest.LOST);
    }
    clear();
    clearReply();
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

  /** {@return the reply with its large parts in place, or an error if it is too long to be sent} */
  private byte[] encodedReply() {
    ReplyBuffer buffer = replyBuffer();
    long bytes = replyBytes();
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
