package io.ember.engine;

import java.util.SplittableRandom;

/**
 * Approximate LRU over all keys of a lane. Some slots are drawn, some entries of each are sampled,
 * and of those the ones that were not used for longest go, unless they were used in the meantime.
 *
 * <p>More entries are sampled than in Redis, since those of a slot lie together: one draw costs a
 * few cache misses for all. Owner thread: the lane.
 */
final class Evictor {
  /** Most evictions for one write, so that none is delayed by much. */
  static final int MOST_VICTIMS = 64;

  /** How many entries are sampled at a time, from how many slots at most, from each at most. */
  private static final int SAMPLES = 128;

  private static final int MOST_DRAWS = 64;
  private static final int SAMPLES_OF_SLOT = 64;

  /** With fewer candidates than this more are sampled: the worst of many never get their turn. */
  private static final int FEW_CANDIDATES = EvictionPool.CAPACITY / 2;

  private final Keyspace keyspace;
  private final KeyHasher hasher;
  private final MemoryBudget memory;
  private final SplittableRandom random;
  private final EvictionPool pool = new EvictionPool();

  Evictor(Keyspace keyspace, KeyHasher hasher, MemoryBudget memory, SplittableRandom random) {
    this.keyspace = keyspace;
    this.hasher = hasher;
    this.memory = memory;
    this.random = random;
  }

  /**
   * {@return false if memory is short and nothing could be evicted}
   *
   * <p>A lane that has nothing itself lets the write pass while other lanes hold data: they evict
   * in their own time ({@link Keyspace#work}), and its next write finds what this one has put. So
   * memory is exceeded by one value a lane at most, until then.
   */
  boolean makeRoom() {
    if (memory.excessBytes() <= 0) {
      return true;
    }
    if (!memory.evicts()) {
      return false;
    }
    int victims = 0;
    for (int tries = 0; tries < MOST_VICTIMS && memory.excessBytes() > 0; tries++) {
      if (pool.count() < FEW_CANDIDATES) {
        fill();
      }
      if (pool.count() == 0) {
        break;
      }
      victims += evict(pool.take(hasher)) ? 1 : 0;
    }
    // With some gone the write may happen although there is too much still: the next one goes on.
    return victims > 0 || memory.excessBytes() <= 0 || othersHoldIt();
  }

  private boolean othersHoldIt() {
    return keyspace.nextSlotWithEntries(0) < 0 && memory.entryCount() > 0;
  }

  private void fill() {
    pool.beginVisits();
    for (int draw = 0; draw < MOST_DRAWS && pool.visits() < SAMPLES; draw++) {
      int slot = keyspace.nextSlotWithEntries(random.nextInt(Slots.SLOT_COUNT));
      if (slot < 0) {
        slot = keyspace.nextSlotWithEntries(0);
      }
      if (slot < 0) {
        return;
      }
      if (keyspace.isStill(slot)) {
        continue;
      }
      pool.sampleFrom(slot);
      keyspace.stores().slot(slot).sample(random.nextLong(), SAMPLES_OF_SLOT, pool);
    }
  }

  private boolean evict(EvictionPool.Candidate candidate) {
    Key key = candidate.key();
    EntryView entry = keyspace.stores().slot(key.slot()).peek(key);
    boolean isStill = keyspace.isStill(key.slot());
    if (isStill || entry == null || entry.idleSeconds() < candidate.idleSeconds()) {
      return false;
    }
    keyspace.evict(key);
    return true;
  }
}
