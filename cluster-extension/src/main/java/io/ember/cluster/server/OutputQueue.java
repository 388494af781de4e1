package io.ember.cluster.server;

import io.ember.cluster.wire.ReplyBuffer;
import io.ember.engine.Blob;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent on one connection, in order. Small replies are copied together into one buffer
 * per flush; large values stay where they are and are copied a piece at a time as the socket takes
 * them, so that a slow client costs no memory for them. Owner thread: the loop.
 */
final class OutputQueue {
  /** Bytes from which on a part of a reply is sent from where it lies. */
  private static final int LARGE_BYTES = OutputBuffers.LARGE_BYTES;

  private static final int PIECE_BYTES = OutputBuffers.LARGE_BYTES;

  /** A part that is copied in pieces: of a blob, or of an array that nobody writes any more. */
  private static final class LargePart {
    final @Nullable Blob blob;
    final byte[] array;
    int from;
    int left;

    LargePart(@Nullable Blob blob, byte[] array, int from, int length) {
      this.blob = blob;
      this.array = array;
      this.from = from;
      this.left = length;
    }

    void copyTo(ByteBuf target, int count) {
      if (blob == null) {
        target.writeBytes(array, from, count);
      } else {
        blob.copyTo(from, target.internalNioBuffer(target.writerIndex(), count), count);
        target.writerIndex(target.writerIndex() + count);
      }
      from += count;
      left -= count;
    }

    void release() {
      if (blob != null) {
        blob.release();
      }
    }
  }

  private static final byte[] NO_BYTES = {};

  /** What is taken of the budget at a time, more than the calls under way will answer. */
  private static final long BUDGET_STEP_BYTES = 2 * 1024 * 1024;

  private final Channel channel;
  private final OutputBuffers buffers;
  private final SharedBudget budget;
  private final ArrayDeque<Object> queued = new ArrayDeque<>(2);
  private @Nullable ByteBuf open;
  private int lastBytes;
  private long queuedBytes;
  private long heldBytes;
  private long granted;
  private long appendedBytes;

  /**
   * @param budget what clients may leave unread
   */
  OutputQueue(Channel channel, OutputBuffers buffers, SharedBudget budget) {
    this.budget = budget;
    this.channel = channel;
    this.buffers = buffers;
  }

  /** Appends a complete reply, whose blobs pass over. */
  void append(ReplyBuffer reply, int start, int end, int firstMark, int lastMark) {
    int at = start;
    for (int mark = firstMark; mark < lastMark; mark++) {
      int position = reply.markPosition(mark);
      appendBytes(reply, at, position - at);
      at = position;
      int length = reply.markLength(mark);
      appendLarge(new LargePart(reply.takeBlob(mark), NO_BYTES, reply.markFrom(mark), length));
    }
    appendBytes(reply, at, end - at);
  }

  private void appendBytes(ReplyBuffer reply, int from, int count) {
    if (count >= LARGE_BYTES) {
      appendLarge(new LargePart(null, reply.giveArray(), from, count));
    } else if (count > 0) {
      buffer(count).writeBytes(reply.array(), from, count);
      appendedBytes += count;
    }
  }

  private void appendLarge(LargePart part) {
    closeBuffer();
    queued.add(part);
    queuedBytes += part.left;
    heldBytes += part.left;
    appendedBytes += part.left;
  }

  private ByteBuf buffer(int count) {
    ByteBuf buffer = open;
    if (buffer != null && buffer.writableBytes() < count) {
      closeBuffer();
      lastBytes = LARGE_BYTES; // there is more than a buffer's worth: go on with a large one
      buffer = null;
    }
    if (buffer == null) {
      open = buffer = buffers.take(Math.max(lastBytes, count));
    }
    return buffer;
  }

  private void closeBuffer() {
    ByteBuf buffer = open;
    if (buffer != null) {
      open = null;
      lastBytes = buffer.readableBytes();
      if (queued.isEmpty() && channel.isWritable()) {
        channel.write(buffer, channel.voidPromise());
      } else {
        queued.add(buffer);
        queuedBytes += buffer.readableBytes();
        heldBytes += buffer.capacity();
      }
    }
  }

  /** Sends what the socket takes; the rest follows when {@link #drain} is called. */
  void flush() {
    drain();
  }

  /**
   * Goes on with what waits, as far as the socket takes it; the last buffer is filled meanwhile.
   */
  void drain() {
    while (channel.isWritable() && !isEmpty()) {
      if (queued.isEmpty()) {
        closeBuffer();
      } else {
        writeHead();
      }
    }
    channel.flush();
    giveBack();
  }

  /** Keeps what is needed and a step more, so that not every reply asks for it anew. */
  private void giveBack() {
    long needed = queued.isEmpty() ? 0 : heldBytes + 2 * BUDGET_STEP_BYTES;
    if (granted > needed) {
      budget.giveBack(granted - needed);
      granted = needed;
    }
  }

  private void writeHead() {
    Object head = queued.getFirst();
    if (head instanceof LargePart part) {
      int count = Math.min(part.left, PIECE_BYTES);
      ByteBuf piece = buffers.take(count);
      part.copyTo(piece, count);
      if (part.left == 0) {
        queued.removeFirst();
        part.release();
      }
      queuedBytes -= count;
      heldBytes -= count;
      channel.write(piece, channel.voidPromise());
    } else {
      ByteBuf buffer = (ByteBuf) queued.removeFirst();
      queuedBytes -= buffer.readableBytes();
      heldBytes -= buffer.capacity();
      channel.write(buffer, channel.voidPromise());
    }
  }

  /**
   * {@return whether the client takes less than it asks for and the budget holds no more for it, so
   * that no more should be asked}
   */
  boolean isBlocked() {
    if (queuedBytes == 0 && channel.isWritable()) {
      return false;
    }
    while (granted < heldBytes + BUDGET_STEP_BYTES) {
      if (!budget.take(BUDGET_STEP_BYTES, granted)) {
        return true;
      }
      granted += BUDGET_STEP_BYTES;
    }
    return false;
  }

  /** {@return whether everything was given to the socket's own buffer} */
  boolean isEmpty() {
    return queued.isEmpty() && open == null;
  }

  /** {@return how many bytes were ever appended} */
  long appendedBytes() {
    return appendedBytes;
  }

  /** {@return how many bytes wait here and in the channel} */
  long unsentBytes() {
    long waiting = queuedBytes;
    ByteBuf buffer = open;
    if (buffer != null) {
      waiting += buffer.readableBytes();
    }
    var outbound = channel.unsafe().outboundBuffer();
    return outbound == null ? waiting : waiting + outbound.totalPendingWriteBytes();
  }

  /** Throws everything away, after the connection has ended. */
  void clear() {
    try {
      release();
    } finally {
      queued.clear();
      queuedBytes = 0;
      heldBytes = 0;
      giveBack();
    }
  }

  private void release() {
    ByteBuf buffer = open;
    if (buffer != null) {
      open = null;
      buffer.release();
    }
    while (!queued.isEmpty()) {
      Object head = queued.removeFirst();
      if (head instanceof LargePart part) {
        part.release();
      } else {
        ((ByteBuf) head).release();
      }
    }
  }
}
