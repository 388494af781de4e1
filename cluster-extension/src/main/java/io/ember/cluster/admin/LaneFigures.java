package io.ember.cluster.admin;

import io.ember.engine.Keyspace;
import io.ember.engine.Slots;
import io.ember.engine.command.CommandHandler;

/** What INFO wants to know of one lane, or the sum over several. */
final class LaneFigures implements CommandHandler.OnEveryLane.Part {
  /** Slots that are looked at in one slice. */
  private static final int SLICE = 4096;

  private int nextSlot;
  private long keys;
  private long expiring;
  private long hits;
  private long misses;
  private long expired;
  private long evicted;

  @Override
  public boolean run(Keyspace keyspace) {
    int end = Math.min(nextSlot + SLICE, Slots.SLOT_COUNT);
    while (nextSlot < end) {
      int slot = keyspace.nextSlotWithEntries(nextSlot);
      if (slot < 0) {
        nextSlot = Slots.SLOT_COUNT;
        break;
      }
      expiring += keyspace.stores().slot(slot).expiringCount();
      nextSlot = slot + 1;
    }
    if (nextSlot < Slots.SLOT_COUNT) {
      return false;
    }
    keys = keyspace.count();
    hits = keyspace.hitCount();
    misses = keyspace.missCount();
    expired = keyspace.expiredCount();
    evicted = keyspace.evictedCount();
    return true;
  }

  /** Adds those of another lane. */
  void add(LaneFigures other) {
    keys += other.keys;
    expiring += other.expiring;
    hits += other.hits;
    misses += other.misses;
    expired += other.expired;
    evicted += other.evicted;
  }

  /** {@return entries, those included that have expired unnoticed} */
  long keys() {
    return keys;
  }

  /** {@return entries that have an expiry time} */
  long expiring() {
    return expiring;
  }

  long hits() {
    return hits;
  }

  long misses() {
    return misses;
  }

  /** {@return entries that were removed because their time was over} */
  long expired() {
    return expired;
  }

  /** {@return entries that were removed to make room} */
  long evicted() {
    return evicted;
  }
}
