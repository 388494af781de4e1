package io.ember.cluster.bus.codec;

import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.ProtocolException;
import io.ember.engine.Slots;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What several messages have in common, in binary. Stateless. */
final class CodecFields {
  static final int ID_BYTES = 16;

  private CodecFields() {}

  static void putId(ByteBuffer out, NodeId id) {
    out.putLong(id.uuid().getMostSignificantBits()).putLong(id.uuid().getLeastSignificantBits());
  }

  static NodeId takeId(ByteBuffer in) {
    return new NodeId(new UUID(in.getLong(), in.getLong()));
  }

  static int slotsBytes(SlotSet slots) {
    return Short.BYTES + 2 * Short.BYTES * slots.ranges().size();
  }

  static void putSlots(ByteBuffer out, SlotSet slots) {
    List<SlotRange> ranges = slots.ranges();
    out.putShort((short) ranges.size());
    for (SlotRange range : ranges) {
      out.putShort((short) range.first()).putShort((short) range.last());
    }
  }

  static SlotSet takeSlots(ByteBuffer in) {
    int count = takeCount(in, Short.toUnsignedInt(in.getShort()), 2 * Short.BYTES);
    if (count > Slots.SLOT_COUNT) {
      throw new ProtocolException(count + " ranges of slots");
    }
    List<SlotRange> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ranges.add(
          new SlotRange(Short.toUnsignedInt(in.getShort()), Short.toUnsignedInt(in.getShort())));
    }
    return SlotSet.of(ranges);
  }

  /**
   * {@return the count, of things that have so many bytes each}
   *
   * @throws ProtocolException if there are not so many bytes left
   */
  static int takeCount(ByteBuffer in, int count, int bytesEach) {
    if (count < 0 || (long) count * bytesEach > in.remaining()) {
      throw new ProtocolException(count + " entries in " + in.remaining() + " bytes");
    }
    return count;
  }

  /** {@return so many bytes, which have to be there} */
  static byte[] takeBytes(ByteBuffer in) {
    byte[] bytes = new byte[takeCount(in, in.getInt(), 1)];
    in.get(bytes);
    return bytes;
  }

  static boolean takeBoolean(ByteBuffer in) {
    byte code = in.get();
    if (code != 0 && code != 1) {
      throw new ProtocolException("neither yes nor no: " + code);
    }
    return code == 1;
  }

  static void takeEnd(ByteBuffer in) {
    if (in.hasRemaining()) {
      throw new ProtocolException(in.remaining() + " bytes behind the end of a message");
    }
  }
}
