package io.ember.cluster.core.migration;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a slot holds at its hand-over, to compare both sides. Immutable.
 *
 * @param entries how many
 * @param hash of all of them, in no order
 */
public record SlotSummary(int slot, long entries, long hash) {
  private static final int BYTES = Short.BYTES + 2 * Long.BYTES;

  static byte[] encode(List<SlotSummary> summaries) {
    ByteBuffer out = ByteBuffer.allocate(summaries.size() * BYTES);
    for (SlotSummary each : summaries) {
      out.putShort((short) each.slot).putLong(each.entries).putLong(each.hash);
    }
    return out.array();
  }

  /** {@return what {@link #encode} has made; what is left over at the end is ignored} */
  static List<SlotSummary> decode(byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content);
    List<SlotSummary> summaries = new ArrayList<>();
    while (in.remaining() >= BYTES) {
      summaries.add(new SlotSummary(in.getShort() & 0xFFFF, in.getLong(), in.getLong()));
    }
    return summaries;
  }
}
