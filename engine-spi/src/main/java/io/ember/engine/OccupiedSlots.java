package io.ember.engine;

/**
 * Which slots of a lane have entries, and how many lie in each block of slots, so that the slot of
 * an entry drawn at random is found without asking all slots. Hidden slots are left out as if they
 * were empty.
 *
 * <p>Owner thread: the lane.
 */
final class OccupiedSlots {
  /** Slots of a block: there are as many blocks, so neither walk is long. */
  private static final int BLOCK_SLOTS = 128;

  private final SlotStores stores;
  private final SlotSet slots = new SlotSet();
  private final SlotSet hidden = new SlotSet();
  private final long[] entriesOfBlock = new long[Slots.SLOT_COUNT / BLOCK_SLOTS];
  private long hiddenEntries;

  /** Begins with what the stores have. */
  OccupiedSlots(SlotStores stores) {
    this.stores = stores;
    if (stores.count() > 0) {
      for (int slot = 0; slot < Slots.SLOT_COUNT; slot++) {
        added(slot, stores.slot(slot).count());
      }
    }
  }

  /** Notes that a slot has more entries than before. */
  void added(int slot, long count) {
    if (count <= 0) {
      return;
    }
    if (hidden.contains(slot)) {
      hiddenEntries += count;
    } else {
      slots.add(slot);
      entriesOfBlock[slot / BLOCK_SLOTS] += count;
    }
  }

  /** Notes that a slot has fewer entries than before. */
  void removed(int slot, long count) {
    if (hidden.contains(slot)) {
      hiddenEntries -= count;
    } else {
      entriesOfBlock[slot / BLOCK_SLOTS] -= count;
    }
  }

  /** Leaves a slot out from here on. */
  void hide(int slot) {
    if (!hidden.contains(slot)) {
      long count = stores.slot(slot).count();
      removed(slot, count);
      slots.remove(slot);
      hidden.add(slot);
      hiddenEntries += count;
    }
  }

  /** Takes a slot in again. */
  void show(int slot) {
    if (hidden.contains(slot)) {
      long count = stores.slot(slot).count();
      hidden.remove(slot);
      hiddenEntries -= count;
      added(slot, count);
    }
  }

  boolean isHidden(int slot) {
    return hidden.contains(slot);
  }

  /** {@return how many entries there are in slots that are not hidden} */
  long count() {
    return stores.count() - hiddenEntries;
  }

  /** {@return the first slot from {@code from} on that has entries, or -1} */
  int next(int from) {
    int slot = slots.next(from);
    while (slot >= 0 && stores.slot(slot).count() == 0) {
      slots.remove(slot);
      slot = slots.next(slot);
    }
    return slot;
  }

  /**
   * {@return the slot of the entry with this number, if all entries stood in the order of their
   * slots; -1 if there are not so many}
   *
   * @param number from 0 on
   */
  int slotOfEntry(long number) {
    long left = number;
    for (int block = 0; block < entriesOfBlock.length; block++) {
      if (left < entriesOfBlock[block]) {
        return slotInBlock(block * BLOCK_SLOTS, left);
      }
      left -= entriesOfBlock[block];
    }
    return -1;
  }

  private int slotInBlock(int first, long number) {
    long left = number;
    for (int slot = next(first); slot >= 0; slot = next(slot + 1)) {
      left -= stores.slot(slot).count();
      if (left < 0) {
        return slot;
      }
    }
    return -1;
  }
}
