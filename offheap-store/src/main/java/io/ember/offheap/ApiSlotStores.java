package io.ember.offheap;

import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.Slots;
import org.jspecify.annotations.Nullable;

/**
 * One owner's slots through the ordinary interface of Chronicle Map: slower by a factor of ten, and
 * independent of how a map lays out its memory. What the node falls back to.
 *
 * <p>Owner thread: see {@link ChronicleSlotStores}.
 */
final class ApiSlotStores extends ChronicleSlotStores<ApiSlotStore> {
  /** What keys and values are passed in. */
  final Slice key = new Slice();

  final Slice value = new Slice();

  private final @Nullable ApiSlotStore[] slots = new ApiSlotStore[Slots.SLOT_COUNT];

  ApiSlotStores(SlotStoreConfig config) {
    super(config);
  }

  @Override
  public SlotStore slot(int slot) {
    ApiSlotStore store = slots[slot];
    if (store == null) {
      store = new ApiSlotStore(this, slot);
      slots[slot] = store;
    }
    return store;
  }

  @Override
  @Nullable ApiSlotStore existing(int slot) {
    return slots[slot];
  }
}
