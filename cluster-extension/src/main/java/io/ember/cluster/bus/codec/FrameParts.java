package io.ember.cluster.bus.codec;

import io.ember.engine.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages that do not fit a frame: cut by the sender, put together by the receiver. One that lost
 * a part is forgotten; whoever sent it sends it again as a whole.
 *
 * <p>Memory is taken for what has come, never for what was announced. Owner: one sender's frames.
 */
public final class FrameParts {
  /** Most bytes of a message in one part. */
  public static final int PART_BYTES = 4 << 20;

  /** Messages of one sender that are put together at a time; the oldest gives way. */
  private static final int MAX_OPEN = 2;

  private static final int MAX_PARTS = (Integer.MAX_VALUE - 64) / PART_BYTES;
  private static final int HEAD_BYTES = Long.BYTES + 2 * Integer.BYTES;

  private final Map<Long, List<byte[]>> open = new LinkedHashMap<>();

  /**
   * {@return the frames of a message}
   *
   * @param id differs from those of other messages that are under way
   */
  public static List<byte[]> cut(long id, byte[] message) {
    int count = (message.length + PART_BYTES - 1) / PART_BYTES;
    List<byte[]> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = i * PART_BYTES;
      int length = Math.min(PART_BYTES, message.length - from);
      byte[] part = new byte[HEAD_BYTES + length];
      ByteBuffer.wrap(part).putLong(id).putInt(i).putInt(count).put(message, from, length);
      parts.add(part);
    }
    return parts;
  }

  /**
   * Takes the next part.
   *
   * @return the message that it completes, null if more has to come or it fits nothing
   * @throws ProtocolException if it is no part
   */
  public byte @Nullable [] take(byte[] part) {
    ByteBuffer in = ByteBuffer.wrap(part);
    long id;
    int index;
    int count;
    try {
      id = in.getLong();
      index = in.getInt();
      count = in.getInt();
    } catch (BufferUnderflowException e) {
      throw new ProtocolException("a part of a message without its head", e);
    }
    if (count < 1 || count > MAX_PARTS || index < 0 || index >= count) {
      throw new ProtocolException("part " + index + " of " + count);
    }
    List<byte[]> parts = index == 0 ? begin(id) : open.get(id);
    if (parts == null || parts.size() != index) {
      open.remove(id);
      return null;
    }
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    parts.add(bytes);
    return index == count - 1 ? join(id, parts) : null;
  }

  private List<byte[]> begin(long id) {
    if (open.size() >= MAX_OPEN) {
      open.remove(open.keySet().iterator().next());
    }
    List<byte[]> parts = new ArrayList<>();
    open.put(id, parts);
    return parts;
  }

  private byte[] join(long id, List<byte[]> parts) {
    open.remove(id);
    long length = parts.stream().mapToLong(part -> part.length).sum();
    if (length > (long) MAX_PARTS * PART_BYTES) {
      throw new ProtocolException("a message of " + length + " bytes");
    }
    byte[] whole = new byte[(int) length];
    ByteBuffer out = ByteBuffer.wrap(whole);
    parts.forEach(out::put);
    return whole;
  }
}
