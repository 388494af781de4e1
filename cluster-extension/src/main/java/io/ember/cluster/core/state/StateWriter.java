package io.ember.cluster.core.state;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes the parts of commands and states, big-endian; {@link StateReader} reads them. */
final class StateWriter {
  /** The longest text that is written; longer ones are cut, which only messages for people are. */
  static final int MAX_TEXT_BYTES = 1024;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] toBytes() {
    return out.toByteArray();
  }

  StateWriter u8(int value) {
    out.write(value);
    return this;
  }

  StateWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  StateWriter i32(int value) {
    return u16(value >>> 16).u16(value);
  }

  StateWriter i64(long value) {
    return i32((int) (value >>> 32)).i32((int) value);
  }

  /** Writes the place of a constant in the list of its codes. */
  <E extends Enum<E>> StateWriter oneOf(List<E> codes, E constant) {
    return u8(codes.indexOf(constant));
  }

  StateWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  StateWriter raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  StateWriter uuid(UUID uuid) {
    return i64(uuid.getMostSignificantBits()).i64(uuid.getLeastSignificantBits());
  }

  StateWriter node(NodeId id) {
    return uuid(id.uuid());
  }

  StateWriter text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MAX_TEXT_BYTES);
    // A cut never parts a character: continuation bytes begin with the bits 10.
    while (length < bytes.length && length > 0 && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    u16(length);
    out.write(bytes, 0, length);
    return this;
  }

  StateWriter endpoint(Endpoint endpoint) {
    return text(endpoint.host()).u16(endpoint.port());
  }

  StateWriter slots(SlotSet slots) {
    List<SlotRange> ranges = slots.ranges();
    u16(ranges.size());
    ranges.forEach(range -> u16(range.first()).u16(range.last()));
    return this;
  }

  <T> StateWriter all(Collection<T> things, Consumer<T> each) {
    i32(things.size());
    things.forEach(each);
    return this;
  }
}
