package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.Slots;
import org.junit.jupiter.api.Test;

class FootprintTest {
  @Test
  void takesLittleHeapForASlot() {
    byte[] bytes = {'k', 'e', 'y'};
    Key key = new Key();
    try (DirectSlotStores stores = new DirectSlotStores(SlotStoreConfig.DEFAULTS)) {
      long hash = Xxh64.hash(bytes, 0, bytes.length);
      stores.slot(0).put(key.set(bytes, 0, 3, 0, hash), (byte) 0, Bytes.of(bytes), 1);
      long before = ProcessMemory.liveHeapBytes();
      for (int slot = 0; slot < Slots.SLOT_COUNT; slot++) {
        key.set(bytes, 0, 3, slot, hash);
        stores.slot(slot).put(key, (byte) 0, Bytes.of(bytes), EntryView.NO_EXPIRY);
      }

      long perSlot = (ProcessMemory.liveHeapBytes() - before) / Slots.SLOT_COUNT;

      assertThat(perSlot).isLessThan(1700);
      assertThat(stores.usedBytes() / Slots.SLOT_COUNT).isLessThan(2000);
    }
  }
}
