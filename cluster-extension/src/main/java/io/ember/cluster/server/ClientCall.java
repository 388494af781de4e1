package io.ember.cluster.server;

import io.ember.cluster.lane.LaneCall;
import org.jspecify.annotations.Nullable;

/**
 * A call of one connection, from the pool of its loop. It keeps the chunk in which its arguments
 * lie until it is complete.
 */
final class ClientCall extends LaneCall {
  private final ClientLoop loop;
  private @Nullable ClientConnection connection;
  private @Nullable RequestChunk chunk;
  private boolean complete;
  private boolean silent;
  private int pushedBytes;

  ClientCall(ClientLoop loop) {
    this.loop = loop;
  }

  @Override
  public ClientLoop loop() {
    return loop;
  }

  /** Belongs to a connection from here on, which knows the protocol of the reply. */
  void assign(ClientConnection owner) {
    connection = owner;
    complete = false;
    silent = false;
    pushedBytes = 0;
  }

  ClientConnection connection() {
    ClientConnection owner = connection;
    if (owner == null) {
      throw new IllegalStateException("the call belongs to no connection");
    }
    return owner;
  }

  /** Is filled: its arguments lie in this chunk, and its reply has this protocol. */
  void filled(RequestChunk arguments, int protocol) {
    arguments.references++;
    chunk = arguments;
    setProtocol(protocol);
  }

  /** Has no arguments: it only keeps the place of bytes in the order of replies. */
  void placeholder(int protocol) {
    setProtocol(protocol);
  }

  /** Is complete with these bytes, the first of which is replaced. */
  void complete(byte first, byte[] encoded) {
    pushedBytes = encoded.length;
    appendEncoded(first, encoded);
    completed();
  }

  /** {@return whether neither a lane has the call nor its reply is there} */
  boolean isWithDispatcher() {
    return connection != null && !complete && !isHandedOver();
  }

  /** {@return how many bytes of a message that answers no call stand here, 0 for a reply} */
  int pushedBytes() {
    return pushedBytes;
  }

  /** {@return whether the reply is there} */
  boolean isComplete() {
    return complete;
  }

  /** {@return whether the client does not want the reply} */
  boolean isSilent() {
    return silent;
  }

  void setSilent(boolean yes) {
    silent = yes;
  }

  @Override
  protected void deliver() {
    complete = true;
    connection().delivered(this);
  }

  /** The client learns that it does not know from the end of its connection. */
  @Override
  public void lost(String why) {
    connection().close();
    super.lost(why);
  }

  /** Keeps the reply until those before it are there. */
  void keep() {
    keepReply();
  }

  /** Moves the reply to the output. */
  void moveReplyTo(OutputQueue output) {
    output.append(replyBuffer(), replyStart(), replyEnd(), firstMark(), lastMark());
  }

  /** {@return whether the reply is an error} */
  boolean isError() {
    return replyEnd() > replyStart() && replyBuffer().array()[replyStart()] == '-';
  }

  /** Gives back what the call holds, so that it can be used anew. */
  void recycle() {
    RequestChunk arguments = chunk;
    if (arguments != null) {
      chunk = null;
      loop.chunks().release(arguments);
    }
    clear();
    clearReply();
    connection = null;
  }
}
