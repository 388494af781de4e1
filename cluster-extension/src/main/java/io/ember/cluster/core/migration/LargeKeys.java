package io.ember.cluster.core.migration;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose values are too large for a batch, in the order in which they have to be sent: as they
 * are at that time, so that what changes them before need not be sent. Owner thread: the lane.
 */
final class LargeKeys {
  private final LinkedHashMap<ByteBuffer, Integer> slots = new LinkedHashMap<>();

  boolean isEmpty() {
    return slots.isEmpty();
  }

  boolean contains(byte[] key) {
    return !slots.isEmpty() && slots.containsKey(ByteBuffer.wrap(key));
  }

  void add(int slot, byte[] key) {
    slots.put(ByteBuffer.wrap(key), slot);
  }

  void removeSlot(int slot) {
    slots.values().removeIf(of -> of == slot);
  }

  /** Takes the first out. {@return null if there is none} */
  @Nullable Walk take() {
    var each = slots.entrySet().iterator();
    if (!each.hasNext()) {
      return null;
    }
    Map.Entry<ByteBuffer, Integer> first = each.next();
    each.remove();
    return new Walk(first.getValue(), first.getKey().array());
  }

  /** A value on its way. */
  static final class Walk {
    final int slot;
    final byte[] key;

    /** How many bytes were sent; 0 before the first part. */
    int sent;

    Walk(int slot, byte[] key) {
      this.slot = slot;
      this.key = key;
    }
  }
}
