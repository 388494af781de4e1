package io.ember.cluster.bus;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one connection in both directions, after its handshake:
 *
 * <pre>
 * magic 2, version 1, kind 1, type 2, payload length 4, counter 8, correlation 8, payload, tag 16
 * </pre>
 *
 * <p>The counter begins at 0 and rises by one; the tag is an HMAC-SHA256, cut to 16 bytes, of all
 * before it under the key of the direction. So a frame is good once, at its place, in its
 * direction, in its session. All of the header is checked as soon as it is there: nothing waits for
 * the payload of a frame that cannot be. Owner thread: bus loop.
 */
final class FrameCodec {
  static final int HEADER_BYTES = Wire.PREFIX_BYTES + 2 + 4 + 8 + 8;
  static final int TAG_BYTES = 16;

  /** Bytes of a frame apart from its payload. */
  static final int OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;

  private static final int LENGTH_INDEX = Wire.PREFIX_BYTES + 2;
  private static final int COUNTER_INDEX = LENGTH_INDEX + 4;

  private final BulkPool bulks;
  private final boolean initiator;
  private final int maxPayloadBytes;
  private final Hmac sending;
  private final Hmac receiving;
  private long sentCount;
  private long receivedCount;

  FrameCodec(Session session, boolean initiator) {
    this(session, initiator, new BulkPool());
  }

  FrameCodec(Session session, boolean initiator, BulkPool bulks) {
    this.bulks = bulks;
    this.initiator = initiator;
    maxPayloadBytes = session.link().maxPayloadBytes();
    sending = new Hmac(session.sendKey());
    receiving = new Hmac(session.receiveKey());
  }

  /** {@return the bytes of the next frame that is sent} */
  ByteBuf encode(ByteBufAllocator allocator, Frame frame) {
    int payloadBytes = frame.length();
    if (payloadBytes > maxPayloadBytes || frame.kind().isOfInitiator() != initiator) {
      throw new IllegalArgumentException(frame.kind() + " of " + payloadBytes + " bytes");
    }
    ByteBuf out = allocator.buffer(OVERHEAD_BYTES + payloadBytes);
    out.writeShort(Wire.magic()).writeByte(Wire.VERSION).writeByte(frame.kind().code());
    out.writeShort(frame.type()).writeInt(payloadBytes);
    out.writeLong(sentCount++).writeLong(frame.correlation());
    out.writeBytes(frame.payload(), 0, payloadBytes);
    byte[] tag = sending.tag(out.nioBuffers());
    return out.writeBytes(tag, 0, TAG_BYTES);
  }

  /**
   * {@return the next frame that was received, taken from the buffer; null if it is not all there}
   *
   * @throws RefusedException if what is there cannot be the next frame
   */
  @Nullable Frame decode(ByteBuf in) {
    if (in.readableBytes() < Wire.PREFIX_BYTES) {
      return null;
    }
    int start = in.readerIndex();
    Wire.checkPrefix(in.getShort(start), in.getByte(start + 2));
    Frame.Kind kind = Frame.Kind.of(in.getByte(start + 3));
    if (kind.isOfInitiator() == initiator) {
      throw new RefusedException(Refusal.WRONG_DIRECTION, "sent a " + kind);
    }
    if (in.readableBytes() < HEADER_BYTES) {
      return null;
    }
    int payloadBytes = checkedLength(kind, in.getInt(start + LENGTH_INDEX));
    checkCounter(in.getLong(start + COUNTER_INDEX));
    if (in.readableBytes() < OVERHEAD_BYTES + payloadBytes) {
      return null;
    }
    checkTag(in, start, HEADER_BYTES + payloadBytes);
    receivedCount++;
    in.skipBytes(Wire.PREFIX_BYTES);
    int type = in.readUnsignedShort();
    in.skipBytes(4 + 8);
    long correlation = in.readLong();
    byte[] payload = Frame.isBulk(kind, type) ? bulks.take(payloadBytes) : new byte[payloadBytes];
    in.readBytes(payload, 0, payloadBytes).skipBytes(TAG_BYTES);
    return new Frame(kind, type, correlation, payload, payloadBytes);
  }

  private int checkedLength(Frame.Kind kind, int lengthBytes) {
    int most = kind.hasPayload() ? maxPayloadBytes : 0;
    if (lengthBytes < 0 || lengthBytes > most) {
      throw new RefusedException(
          Refusal.TOO_LONG,
          "a "
              + kind
              + " has at most "
              + most
              + " bytes of payload, not "
              + Integer.toUnsignedString(lengthBytes));
    }
    return lengthBytes;
  }

  private void checkCounter(long counter) {
    if (counter != receivedCount) {
      throw new RefusedException(
          Refusal.REPLAYED, "counts " + counter + " where " + receivedCount + " is next");
    }
  }

  private void checkTag(ByteBuf in, int start, int taggedBytes) {
    byte[] tag = new byte[TAG_BYTES];
    in.getBytes(start + taggedBytes, tag);
    if (!Hmac.matches(receiving.tag(in.nioBuffers(start, taggedBytes)), tag)) {
      throw new RefusedException(Refusal.BAD_TAG, "its frame is not signed by the session's key");
    }
  }

  /** {@return the payload of a {@link Frame.Kind#FAILURE}} */
  static byte[] failure(BusException.Reason reason, String text) {
    byte[] words = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(words.length, 512);
    byte[] payload = new byte[1 + length];
    payload[0] = (byte) (reason == BusException.Reason.UNKNOWN_TYPE ? 1 : 0);
    System.arraycopy(words, 0, payload, 1, length);
    return payload;
  }

  /** {@return what the payload of a {@link Frame.Kind#FAILURE} says} */
  static BusException failure(byte[] payload) {
    if (payload.length == 0) {
      throw new RefusedException(Refusal.MALFORMED, "failed without a reason");
    }
    byte[] words = Arrays.copyOfRange(payload, 1, payload.length);
    return new BusException(
        payload[0] == 1 ? BusException.Reason.UNKNOWN_TYPE : BusException.Reason.FAILED,
        new String(words, StandardCharsets.UTF_8));
  }
}
