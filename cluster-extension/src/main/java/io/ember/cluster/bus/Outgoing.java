package io.ember.cluster.bus;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way out, with who waits for the answer. Made by any thread, then owned by the loop
 * of its link.
 */
final class Outgoing {
  private final int type;
  private final byte[] payload;
  private final @Nullable Bulk bulk;
  private final long timeoutMs;
  private final @Nullable CompletableFuture<BusAnswer> answer;
  private @Nullable ScheduledFuture<?> timeout;

  private Outgoing(
      int type,
      byte[] payload,
      @Nullable Bulk bulk,
      long timeoutMs,
      @Nullable CompletableFuture<BusAnswer> answer) {
    if (type < 1 || type > FrameTypes.MAX) {
      throw new IllegalArgumentException("a type is in [1, " + FrameTypes.MAX + "]: " + type);
    }
    this.type = type;
    this.payload = payload;
    this.bulk = bulk;
    this.timeoutMs = timeoutMs;
    this.answer = answer;
  }

  static Outgoing oneWay(int type, byte[] payload) {
    return new Outgoing(type, payload, null, 0, null);
  }

  /** One that gives its payload back when it is written, or never will be. */
  static Outgoing oneWay(int type, Bulk bulk) {
    return new Outgoing(type, bulk.bytes(), bulk, 0, null);
  }

  static Outgoing request(
      int type, byte[] payload, long timeoutMs, CompletableFuture<BusAnswer> answer) {
    if (timeoutMs < 1) {
      throw new IllegalArgumentException("a timeout is at least 1 ms: " + timeoutMs);
    }
    return new Outgoing(type, payload, null, timeoutMs, answer);
  }

  boolean isRequest() {
    return answer != null;
  }

  int type() {
    return type;
  }

  long timeoutMs() {
    return timeoutMs;
  }

  /** {@return bytes of memory that it holds, which are those on the wire or a little more} */
  int lengthBytes() {
    return FrameCodec.OVERHEAD_BYTES + payload.length;
  }

  int payloadBytes() {
    return bulk == null ? payload.length : bulk.length();
  }

  Frame frame(long correlation) {
    return new Frame(
        isRequest() ? Frame.Kind.REQUEST : Frame.Kind.ONE_WAY,
        type,
        correlation,
        payload,
        payloadBytes());
  }

  /**
   * Its bytes are needed no more: they were copied to where the socket takes them from, or never
   * will be.
   */
  void release() {
    if (bulk != null) {
      bulk.release();
    }
  }

  /** Remembers what ends the waiting. */
  void timeout(ScheduledFuture<?> scheduled) {
    timeout = scheduled;
  }

  /** The answer is there. */
  void answered(BusAnswer what) {
    cancelTimeout();
    if (answer != null) {
      answer.complete(what);
    }
  }

  /** There is no answer. */
  void failed(BusException why) {
    cancelTimeout();
    release();
    if (answer != null) {
      answer.completeExceptionally(why);
    }
  }

  private void cancelTimeout() {
    ScheduledFuture<?> scheduled = timeout;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }
}
