package io.ember.offheap;

import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.Slots;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One owner's slots with direct access to the memory of their maps.
 *
 * <p>Owner thread: see {@link ChronicleSlotStores}.
 */
final class DirectSlotStores extends ChronicleSlotStores<DirectSlotStore> {
  /** For searches, and for changes where the search ended. */
  final TierAccess access = new TierAccess();

  /** For the two ends of a move between maps. */
  final TierAccess source = new TierAccess();

  final TierAccess target = new TierAccess();
  final MoveBudget budget = new MoveBudget();
  final TableWalk walk = new TableWalk(this);

  private final @Nullable DirectSlotStore[] slots = new DirectSlotStore[Slots.SLOT_COUNT];
  private final ArrayDeque<DirectSlotStore> unfinished = new ArrayDeque<>();
  private int touched;

  DirectSlotStores(SlotStoreConfig config) {
    super(config);
  }

  @Override
  public SlotStore slot(int slot) {
    DirectSlotStore store = slots[slot];
    return store != null ? store : add(slot);
  }

  private DirectSlotStore add(int slot) {
    DirectSlotStore store = new DirectSlotStore(this, slot);
    slots[slot] = store;
    return store;
  }

  @Override
  @Nullable DirectSlotStore existing(int slot) {
    return slots[slot];
  }

  /**
   * {@inheritDoc}
   *
   * <p>A cache miss costs more than everything else that a small call does; here the misses of a
   * batch overlap.
   */
  @Override
  public void prefetch(Key[] keys, int count) {
    int anything = 0;
    for (int i = 0; i < count; i++) {
      DirectSlotStore store = slots[keys[i].slot()];
      if (store != null) {
        anything += store.touchTable(keys[i]);
      }
    }
    for (int i = 0; i < count; i++) {
      DirectSlotStore store = slots[keys[i].slot()];
      if (store != null) {
        anything += store.touchEntry(keys[i]);
      }
    }
    touched = anything; // or the loads could be left out
  }

  /** {@return the sum of what was loaded ahead: keeps the loads alive} */
  int touched() {
    return touched;
  }

  /** Remembers a slot with a map that is being emptied. */
  void addUnfinished(DirectSlotStore slot) {
    unfinished.add(slot);
  }

  @Override
  public boolean work() {
    DirectSlotStore slot = unfinished.peek();
    if (slot == null) {
      return false;
    }
    if (!slot.drain(budget.forSlice())) {
      unfinished.remove();
      slot.leftQueue();
    }
    return !unfinished.isEmpty();
  }
}
