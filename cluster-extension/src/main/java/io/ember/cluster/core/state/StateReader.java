package io.ember.cluster.core.state;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reads what {@link StateWriter} wrote, and believes nothing: every length is compared with what is
 * there before anything is allocated.
 */
final class StateReader {
  private final ByteBuffer in;
  private final String what;

  /**
   * @param what is read, for messages
   */
  StateReader(byte[] bytes, String what) {
    in = ByteBuffer.wrap(bytes);
    this.what = what;
  }

  ProtocolException bad(String why) {
    return new ProtocolException("not " + what + ": " + why + " at byte " + in.position());
  }

  private void need(int bytes) {
    if (in.remaining() < bytes) {
      throw bad(bytes + " bytes are wanted and " + in.remaining() + " are there");
    }
  }

  /** Nothing may follow. */
  void end() {
    if (in.hasRemaining()) {
      throw bad(in.remaining() + " bytes are left over");
    }
  }

  int u8() {
    need(1);
    return in.get() & 0xFF;
  }

  int u16() {
    need(2);
    return in.getShort() & 0xFFFF;
  }

  int i32() {
    need(4);
    return in.getInt();
  }

  long i64() {
    need(8);
    return in.getLong();
  }

  /** {@return a number that is never negative} */
  long count64() {
    long value = i64();
    if (value < 0) {
      throw bad("negative number " + value);
    }
    return value;
  }

  boolean flag() {
    int value = u8();
    if (value > 1) {
      throw bad("flag " + value);
    }
    return value == 1;
  }

  byte[] raw(int length) {
    if (length < 0) {
      throw bad("length " + length);
    }
    need(length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  <E extends Enum<E>> E oneOf(List<E> codes) {
    int code = u8();
    if (code >= codes.size()) {
      throw bad("unknown code " + code);
    }
    return codes.get(code);
  }

  UUID uuid() {
    return new UUID(i64(), i64());
  }

  NodeId node() {
    return new NodeId(uuid());
  }

  String text() {
    int length = u16();
    if (length > StateWriter.MAX_TEXT_BYTES) {
      throw bad("text of " + length + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw(length))).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("not " + what + ": text that is not UTF-8", e);
    }
  }

  Endpoint endpoint() {
    String host = text();
    int port = u16();
    return checked(() -> new Endpoint(host, port));
  }

  SlotSet slots() {
    int count = u16();
    need(count * 4);
    List<SlotRange> ranges = new ArrayList<>(count);
    int before = -2;
    for (int i = 0; i < count; i++) {
      SlotRange range = checked(() -> new SlotRange(u16(), u16()));
      // One form for one set: else equal sets would have different hashes.
      if (range.first() <= before + 1) {
        throw bad("ranges of slots out of order");
      }
      before = range.last();
      ranges.add(range);
    }
    return SlotSet.of(ranges);
  }

  /** {@return the things of a list, each of at least {@code minBytes}} */
  <T> List<T> all(int minBytes, Supplier<T> each) {
    int count = i32();
    if (count < 0 || (long) count * minBytes > in.remaining()) {
      throw bad("a list of " + count);
    }
    List<T> things = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      things.add(each.get());
    }
    return things;
  }

  /** {@return what the supplier makes; what it refuses is bad input} */
  <T> T checked(Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("not " + what + ": " + e.getMessage(), e);
    }
  }
}
