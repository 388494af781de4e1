package io.ember.engine.command;

import io.ember.engine.EntryView;
import io.ember.engine.EntryVisitor;
import io.ember.engine.Keyspace;
import io.ember.engine.SlotStore;

/**
 * A walk over the entries of all slots of a lane, in slices: slot by slot, in each from cursor to
 * cursor, with what {@link SlotStore#scan} promises. Entries that have expired are passed over.
 *
 * <p>Owner thread: the lane.
 */
final class SlotWalk {
  /** Entries at a time, so that what each of them lets a slot pass over adds up to little. */
  private static final int PIECE = 32;

  private int slot;
  private long position;

  /** Begins, or goes on, at a place in a slot. */
  SlotWalk(int slot, long position) {
    this.slot = slot;
    this.position = position;
  }

  int slot() {
    return slot;
  }

  /** {@return where to go on in {@link #slot}} */
  long position() {
    return position;
  }

  /**
   * Visits about {@code limit} entries. Each piece of a slot counts as one more, for what it passes
   * over: so there are at most {@code limit} of them.
   *
   * @return whether that were the last ones
   */
  boolean visit(Keyspace keyspace, int limit, EntryVisitor visitor) {
    Counting counting = new Counting(visitor, keyspace.nowMs());
    while (counting.looked < limit) {
      int next = slot >= io.ember.engine.Slots.SLOT_COUNT ? -1 : keyspace.nextSlotWithEntries(slot);
      if (next < 0) {
        return true;
      }
      if (next != slot) {
        slot = next;
        position = SlotStore.SCAN_START;
      }
      int piece = Math.min(PIECE, limit - counting.looked);
      position = keyspace.stores().slot(slot).scan(position, piece, counting);
      if (position == SlotStore.SCAN_END) {
        slot++;
        position = SlotStore.SCAN_START;
      }
      counting.looked++;
    }
    return slot >= io.ember.engine.Slots.SLOT_COUNT || keyspace.nextSlotWithEntries(slot) < 0;
  }

  private static final class Counting implements EntryVisitor {
    private final EntryVisitor visitor;
    private final long nowMs;
    private int looked;

    Counting(EntryVisitor visitor, long nowMs) {
      this.visitor = visitor;
      this.nowMs = nowMs;
    }

    @Override
    public void visit(EntryView entry) {
      looked++;
      if (!entry.isExpiredAt(nowMs)) {
        visitor.visit(entry);
      }
    }
  }
}
