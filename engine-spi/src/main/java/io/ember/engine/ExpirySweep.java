package io.ember.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Walks over the slots that may have expiring entries, a bounded piece at a time, and removes what
 * has expired. Owner thread: the lane.
 */
final class ExpirySweep implements EntryVisitor {
  /** Entries at a time, so that what each of them lets a slot pass over adds up to little. */
  private static final int PIECE = 32;

  private final Keyspace keyspace;
  private final KeyHasher hasher;
  private final SlotSet slots;
  private final List<byte[]> expired = new ArrayList<>();
  private final Key key = new Key();
  private int slot;
  private long cursor = SlotStore.SCAN_START;
  private int visited;

  /**
   * @param slots those that may have expiring entries; the ones that turn out to have none are
   *     taken out
   */
  ExpirySweep(Keyspace keyspace, KeyHasher hasher, SlotSet slots) {
    this.keyspace = keyspace;
    this.hasher = hasher;
    this.slots = slots;
  }

  @Override
  public void visit(EntryView entry) {
    visited++;
    if (entry.isExpiredAt(keyspace.nowMs())) {
      expired.add(entry.keyBytes());
    }
  }

  /** Looks at about that many entries, at each slot once. {@return how many were removed} */
  int sweep(int limit) {
    int first = slot;
    boolean wrapped = false;
    int removed = 0;
    int looked = 0;
    while (looked < limit) {
      int next = slots.next(slot);
      if (next != slot) {
        cursor = SlotStore.SCAN_START;
      }
      if (next >= 0 && (!wrapped || next < first)) {
        slot = next;
        looked += 1 + piece(Math.min(PIECE, limit - looked));
        removed += removeExpired();
      } else if (wrapped) {
        break;
      } else {
        wrapped = true;
        slot = 0;
      }
    }
    return removed;
  }

  /** Looks at a piece of the current slot. {@return how many entries were visited} */
  private int piece(int limit) {
    SlotStore store = keyspace.stores().slot(slot);
    visited = 0;
    if (keyspace.isStill(slot)) {
      cursor = SlotStore.SCAN_END;
    } else if (store.expiringCount() == 0) {
      slots.remove(slot);
      cursor = SlotStore.SCAN_END;
    } else {
      cursor = store.scan(cursor, limit, this);
    }
    return visited;
  }

  private int removeExpired() {
    int removed = 0;
    for (byte[] bytes : expired) {
      key.set(bytes, 0, bytes.length, slot, hasher.hash(bytes, 0, bytes.length));
      removed += keyspace.expire(key) ? 1 : 0;
    }
    expired.clear();
    if (cursor == SlotStore.SCAN_END) {
      cursor = SlotStore.SCAN_START;
      slot++;
    }
    return removed;
  }
}
