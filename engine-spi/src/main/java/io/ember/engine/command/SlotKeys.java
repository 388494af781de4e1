package io.ember.engine.command;

import io.ember.engine.Keyspace;
import io.ember.engine.SlotStore;
import java.util.ArrayList;
import java.util.List;

/**
 * What CLUSTER COUNTKEYSINSLOT and CLUSTER GETKEYSINSLOT ask of the data. Owner thread: the lane of
 * the slot.
 */
public final class SlotKeys {
  private SlotKeys() {}

  /** {@return how many keys the slot has; as in Redis those that have expired unnoticed count} */
  public static long count(Keyspace keyspace, int slot) {
    return keyspace.isHidden(slot) ? 0 : keyspace.stores().slot(slot).count();
  }

  /** {@return up to {@code limit} keys of the slot, in no order} */
  public static List<byte[]> list(Keyspace keyspace, int slot, int limit) {
    List<byte[]> keys = new ArrayList<>();
    SlotStore store = keyspace.stores().slot(slot);
    long cursor = SlotStore.SCAN_START;
    while (!keyspace.isHidden(slot)
        && keys.size() < limit
        && cursor != SlotStore.SCAN_END
        && store.count() > 0) {
      cursor =
          store.scan(
              cursor,
              limit - keys.size(),
              entry -> {
                if (keys.size() < limit) {
                  keys.add(entry.keyBytes());
                }
              });
    }
    return keys;
  }
}
