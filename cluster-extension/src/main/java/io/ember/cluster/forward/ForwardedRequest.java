package io.ember.cluster.forward;

import io.ember.cluster.bus.FrameTypes;
import io.ember.cluster.bus.Link;
import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.engine.EngineCall;
import io.ember.engine.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node asks another to do for a client.
 *
 * <p>On the wire: kind (1 byte), index (8), session (8), version of RESP (1), number of calls (4),
 * and for each call the number of its arguments (4) and for each of them its length (4) and bytes.
 * The answer is the reply, encoded as RESP.
 *
 * @param index of the configuration by which the sender routed; the receiver applies up to it first
 * @param session names the client's session at the sender if it watches keys, 0 if it does not
 * @param protocol version of RESP for the reply
 * @param acks what the calls wait for; null for what the owner does
 * @param calls what to execute, each with the name of its command first
 */
record ForwardedRequest(
    Kind kind, long index, long session, int protocol, @Nullable Acks acks, List<byte[][]> calls) {
  /** The type of the frames. */
  static final int FRAME_TYPE = FrameTypes.CALLS;

  /** Most bytes of a request or a reply. */
  static final int MAX_BYTES = Link.DATA.maxPayloadBytes();

  /**
   * Most bytes of requests that a node keeps at once, of those that it sent or that it received.
   */
  static final long MAX_KEPT_BYTES = Math.max(2L * MAX_BYTES, Runtime.getRuntime().maxMemory() / 8);

  /** What an answer begins with that says that nobody knows; no reply does. */
  static final byte[] LOST = "!LOST ".getBytes(StandardCharsets.US_ASCII);

  private static final int ACKS_SHIFT = 4;

  /** Most arguments of all calls together. */
  private static final int MAX_ARGUMENTS = 1 << 20;

  private static final int HEADER_BYTES = 1 + 8 + 8 + 1 + 4;

  /** What is wanted. The code is part of the protocol. */
  enum Kind {
    /** Execute one call. */
    CALL(0),
    /**
     * Execute all calls with no other in between, unless a key that the session watches changed.
     */
    EXEC(1),
    /** Forget what the session watches. */
    UNWATCH(2),
    /** Execute one call, a WATCH, after forgetting what the session watched before. */
    FIRST_WATCH(3);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    byte code() {
      return code;
    }

    private boolean isOneCall() {
      return this == CALL || this == FIRST_WATCH;
    }

    static Kind of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new ProtocolException("no forwarded request has kind " + code);
    }
  }

  /** Says by which configuration an encoded request is routed. */
  static void putIndex(byte[] encoded, long index) {
    ByteBuffer.wrap(encoded).putLong(1, index);
  }

  /** {@return how many bytes the arguments of a call take} */
  static long bytesOf(EngineCall call) {
    long bytes = 4;
    for (int i = 0; i < call.argumentCount(); i++) {
      bytes += 4L + call.argumentLength(i);
    }
    return bytes;
  }

  /**
   * {@return the bytes of a request for these calls} The caller has checked that they are at most
   * {@link #MAX_BYTES}.
   */
  static byte[] encode(
      Kind kind,
      long index,
      long session,
      int protocol,
      @Nullable Acks acks,
      List<? extends EngineCall> calls) {
    int acksCode = acks == null ? 0 : acks == Acks.IN_SYNC ? 1 : 2;
    long bytes = HEADER_BYTES + calls.stream().mapToLong(ForwardedRequest::bytesOf).sum();
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(bytes));
    out.put(kind.code()).putLong(index).putLong(session);
    out.put((byte) (protocol | acksCode << ACKS_SHIFT));
    out.putInt(calls.size());
    for (EngineCall call : calls) {
      out.putInt(call.argumentCount());
      for (int i = 0; i < call.argumentCount(); i++) {
        out.putInt(call.argumentLength(i));
        putArgument(out, call, i);
      }
    }
    return out.array();
  }

  private static void putArgument(ByteBuffer out, EngineCall call, int index) {
    var blob = call.argumentBlob(index);
    if (blob != null) {
      blob.copyTo(0, out, blob.length());
    } else {
      out.put(call.array(), call.argumentOffset(index), call.argumentLength(index));
    }
  }

  /** {@return whether a request for these calls is short enough} */
  static boolean fits(List<? extends EngineCall> calls) {
    return HEADER_BYTES + calls.stream().mapToLong(ForwardedRequest::bytesOf).sum() <= MAX_BYTES;
  }

  /**
   * {@return the request of these bytes}
   *
   * @throws ProtocolException if they are none
   */
  static ForwardedRequest decode(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw new ProtocolException("a forwarded request of " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    Kind kind = Kind.of(in.get());
    long index = in.getLong();
    long session = in.getLong();
    int flags = in.get();
    int protocol = flags & 0xF;
    int acksCode = flags >> ACKS_SHIFT;
    if (protocol < 2 || protocol > 3 || acksCode < 0 || acksCode > 2) {
      throw new ProtocolException("a forwarded request in RESP" + protocol + ", acks " + acksCode);
    }
    Acks acks = acksCode == 0 ? null : acksCode == 1 ? Acks.IN_SYNC : Acks.ASYNC;
    List<byte[][]> calls = new ArrayList<>();
    int count = takeCount(in);
    int arguments = 0;
    for (int i = 0; i < count; i++) {
      byte[][] call = takeCall(in);
      arguments += call.length;
      if (arguments > MAX_ARGUMENTS) {
        throw new ProtocolException("a forwarded request of over " + MAX_ARGUMENTS + " arguments");
      }
      calls.add(call);
    }
    if (in.hasRemaining() || (kind.isOneCall() && count != 1)) {
      throw new ProtocolException(
          count + " forwarded calls, " + in.remaining() + " bytes behind them");
    }
    return new ForwardedRequest(kind, index, session, protocol, acks, calls);
  }

  private static byte[][] takeCall(ByteBuffer in) {
    int count = takeCount(in);
    if (count == 0) {
      throw new ProtocolException("a forwarded call without a name");
    }
    byte[][] arguments = new byte[count][];
    for (int i = 0; i < count; i++) {
      int length = in.remaining() < 4 ? -1 : in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new ProtocolException(
            "an argument of " + length + " bytes, " + in.remaining() + " left");
      }
      arguments[i] = new byte[length];
      in.get(arguments[i]);
    }
    return arguments;
  }

  /** Each element takes 4 bytes at least, so a number that cannot be true allocates nothing. */
  private static int takeCount(ByteBuffer in) {
    int count = in.remaining() < 4 ? -1 : in.getInt();
    if (count < 0 || count > in.remaining() / 4) {
      throw new ProtocolException(count + " parts in " + in.remaining() + " bytes");
    }
    return count;
  }
}
