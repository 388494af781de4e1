package io.ember.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The data of one lane as commands see it: the slot stores with the rules that are the same for
 * every store. Everything that changes data passes here, so each change reaches the {@link
 * EffectSink} and the watchers exactly once.
 *
 * <ul>
 *   <li>Expiry: an entry whose time is over is removed by whoever finds it, as an effect, and by
 *       {@link #sweepExpired}.
 *   <li>Memory: {@link #makeRoom} evicts, or says that there is no room, before a command that may
 *       add data.
 *   <li>Transactions: {@link #watch} marks the token of a watcher as soon as its key changes.
 * </ul>
 *
 * <p>The wall clock is read once per batch by the lane ({@link #setNowMs}); no method reads a
 * clock. Owner thread: the lane.
 */
public final class Keyspace {
  private static final int EVICTION_SAMPLES = 5;
  private static final int EVICTION_TRIES = 64;
  private static final int SWEEP_SLICE = 20;
  private static final int SCRATCH_BYTES = 1024;

  private final SlotStores stores;
  private final KeyHasher hasher;
  private final MemoryBudget memory;
  private final IntPredicate owned;
  private EffectSink effects = EffectSink.NONE;
  private long nowMs;
  private long reportedBytes;
  private int sweepSlot;
  private long sweepCursor = SlotStore.SCAN_START;
  private final Watches watches = new Watches();
  private final Key found = new Key();
  private final Bytes bytes = new Bytes();
  private byte[] scratch = new byte[SCRATCH_BYTES];
  private final SplittableRandom random;
  private long expiredCount;
  private long evictedCount;
  private long hitCount;
  private long missCount;

  /**
   * @param hasher of the stores
   * @param owned which slots belong to this lane
   * @param seed of the random choices of eviction and RANDOMKEY
   */
  public Keyspace(
      SlotStores stores, KeyHasher hasher, MemoryBudget memory, IntPredicate owned, long seed) {
    this.stores = stores;
    this.hasher = hasher;
    this.memory = memory;
    this.owned = owned;
    this.random = new SplittableRandom(seed);
  }

  /** {@return the stores, for reading and for work that is no change of data} */
  public SlotStores stores() {
    return stores;
  }

  /** {@return whether the slot belongs to this lane} */
  public boolean owns(int slot) {
    return owned.test(slot);
  }

  /** {@return the next slot of this lane from {@code from} on that has entries, or -1} */
  public int nextSlotWithEntries(int from) {
    for (int slot = from; slot < Slots.SLOT_COUNT; slot++) {
      if (owned.test(slot) && stores.slot(slot).count() > 0) {
        return slot;
      }
    }
    return -1;
  }

  /** Names who sees the changes from here on. */
  public void setEffects(EffectSink sink) {
    effects = sink;
  }

  /** {@return the wall clock as of this batch, ms since the epoch} */
  public long nowMs() {
    return nowMs;
  }

  /** Sets the wall clock for what follows. */
  public void setNowMs(long ms) {
    nowMs = ms;
    stores.setClockSeconds(Math.floorDiv(ms, 1000L));
  }

  /** {@return a random number, for sampling} */
  public long nextRandom() {
    return random.nextLong();
  }

  /**
   * {@return a flyweight for the command that is being executed} It saves an allocation per call;
   * the next user points it elsewhere.
   */
  public Bytes bytes() {
    return bytes;
  }

  /**
   * {@return an array of at least that many bytes for the command that is being executed, with
   * anything in it} The next user overwrites it. One of a usual size is kept for the next call.
   */
  public byte[] scratch(int length) {
    if (length > BlobAllocator.BLOB_BYTES) {
      return new byte[length];
    }
    if (length > scratch.length) {
      scratch = new byte[Math.max(length, 2 * scratch.length)];
    }
    return scratch;
  }

  // ---- reading
  // ------------------------------------------------------------------------------------------------------

  /**
   * {@return the entry, or null; an expired one is removed first. Counts as a hit or a miss and as
   * an access}
   */
  public @Nullable EntryView find(Key key) {
    EntryView entry = findToChange(key);
    if (entry == null) {
      missCount++;
    } else {
      hitCount++;
    }
    return entry;
  }

  /**
   * {@return the entry like {@link #find}, which is an access but neither a hit nor a miss: for
   * commands that look at it in order to change it}
   */
  public @Nullable EntryView findToChange(Key key) {
    EntryView entry = stores.slot(key.slot()).find(key);
    if (entry != null && entry.isExpiredAt(nowMs)) {
      expire(key);
      return null;
    }
    return entry;
  }

  /**
   * {@return the entry like {@link #find}, which is a hit or a miss but no access: for commands
   * that tell about it without using its value}
   */
  public @Nullable EntryView inspect(Key key) {
    EntryView entry = peek(key);
    if (entry == null) {
      missCount++;
    } else {
      hitCount++;
    }
    return entry;
  }

  /** {@return the entry like {@link #find}, without counting or noting an access} */
  public @Nullable EntryView peek(Key key) {
    EntryView entry = stores.slot(key.slot()).peek(key);
    if (entry != null && entry.isExpiredAt(nowMs)) {
      expire(key);
      return null;
    }
    return entry;
  }

  private void expire(Key key) {
    expiredCount++;
    removeEntry(key, RemovalReason.EXPIRED);
  }

  // ---- writing
  // ------------------------------------------------------------------------------------------------------

  /**
   * Sets a value, see {@link SlotStore#put(Key, byte, Bytes, long)}. {@return whether the key is
   * new}
   */
  public boolean put(Key key, byte type, Bytes value, long expiresAtMs) {
    SlotStore store = stores.slot(key.slot());
    boolean isNew = store.put(key, type, value, expiresAtMs);
    effects.put(key, type, value, expiresAtMs);
    changed(key);
    return isNew;
  }

  /** Sets a large value, whose reference passes to the store. {@return whether the key is new} */
  public boolean put(Key key, byte type, Blob value, long expiresAtMs) {
    SlotStore store = stores.slot(key.slot());
    value.retain(); // the store may free its reference at once if it copies the value
    try {
      boolean isNew = store.put(key, type, value, expiresAtMs);
      effects.put(key, type, value, expiresAtMs);
      changed(key);
      return isNew;
    } finally {
      value.release();
    }
  }

  /** Writes into a value, see {@link SlotStore#write}. {@return whether the key exists} */
  public boolean write(Key key, byte type, int position, Bytes bytes) {
    if (!stores.slot(key.slot()).write(key, type, position, bytes)) {
      return false;
    }
    effects.write(key, type, position, bytes);
    changed(key);
    return true;
  }

  /** Changes an expiry; {@link EntryView#NO_EXPIRY} ends it. {@return whether the key exists} */
  public boolean setExpiry(Key key, long expiresAtMs) {
    if (!stores.slot(key.slot()).expire(key, expiresAtMs)) {
      return false;
    }
    effects.expire(key, expiresAtMs);
    changed(key);
    return true;
  }

  /** Removes a key because a call says so. {@return whether it existed and had not expired} */
  public boolean remove(Key key) {
    return peek(key) != null && removeEntry(key, RemovalReason.CALL);
  }

  /** Empties a slot. */
  public void clear(int slot) {
    SlotStore store = stores.slot(slot);
    if (store.count() == 0) {
      return;
    }
    watches.slotCleared(slot);
    store.clear();
    effects.clear(slot);
    report();
  }

  private boolean removeEntry(Key key, RemovalReason reason) {
    if (!stores.slot(key.slot()).remove(key)) {
      return false;
    }
    effects.remove(key, reason);
    changed(key);
    return true;
  }

  private void changed(Key key) {
    report();
    watches.changed(key);
  }

  private void report() {
    long used = stores.usedBytes();
    if (used != reportedBytes) {
      memory.add(used - reportedBytes);
      reportedBytes = used;
    }
  }

  // ---- watching
  // -----------------------------------------------------------------------------------------------------

  /** Marks the token when the key changes from here on. */
  public void watch(Key key, WatchToken token) {
    peek(key); // one that has expired goes now, which is no change for this watcher
    watches.add(key, token);
  }

  /** Ends a watch of the key by this token. */
  public void unwatch(Key key, WatchToken token) {
    watches.remove(key, token);
  }

  // ---- housekeeping
  // -------------------------------------------------------------------------------------------------

  /**
   * Makes sure that there is memory for another write.
   *
   * @return false if there is none and nothing could be evicted: the write is to be refused
   */
  public boolean makeRoom() {
    if (memory.excessBytes() <= 0) {
      return true;
    }
    for (int tries = 0; memory.evicts() && tries < EVICTION_TRIES; tries++) {
      if (!evictOne()) {
        return memory.excessBytes() <= 0;
      }
      if (memory.excessBytes() <= 0) {
        return true;
      }
    }
    return memory.excessBytes() <= 0;
  }

  private boolean evictOne() {
    int slot = nextSlotWithEntries((int) (random.nextLong() & Slots.SLOT_COUNT - 1));
    if (slot < 0) {
      slot = nextSlotWithEntries(0);
    }
    if (slot < 0) {
      return false;
    }
    EvictionSample sample = new EvictionSample();
    stores.slot(slot).sample(random.nextLong(), EVICTION_SAMPLES, sample);
    byte[] key = sample.victim();
    if (key == null) {
      return false;
    }
    evictedCount++;
    return removeEntry(found.set(key, 0, key.length, hasher), RemovalReason.EVICTED);
  }

  /**
   * Looks at some entries of slots that have expiring ones, going on where the last call ended, and
   * removes those that have expired.
   *
   * @param limit about how many entries to look at
   * @return how many were removed
   */
  public int sweepExpired(int limit) {
    int removed = 0;
    int passed = 0;
    for (int looked = 0; looked < limit && passed < Slots.SLOT_COUNT; ) {
      SlotStore store = stores.slot(sweepSlot);
      if (!owned.test(sweepSlot) || store.expiringCount() == 0) {
        sweepSlot = sweepSlot + 1 & Slots.SLOT_COUNT - 1;
        sweepCursor = SlotStore.SCAN_START;
        passed++;
        continue;
      }
      List<byte[]> expired = new ArrayList<>();
      sweepCursor =
          store.scan(
              sweepCursor,
              SWEEP_SLICE,
              entry -> {
                if (entry.isExpiredAt(nowMs)) {
                  expired.add(entry.keyBytes());
                }
              });
      for (byte[] key : expired) {
        expire(found.set(key, 0, key.length, hasher));
      }
      removed += expired.size();
      looked += SWEEP_SLICE;
      if (sweepCursor == SlotStore.SCAN_END) {
        sweepCursor = SlotStore.SCAN_START;
        sweepSlot = sweepSlot + 1 & Slots.SLOT_COUNT - 1;
        passed++;
      }
    }
    return removed;
  }

  /** {@return entries that expired since the start} */
  public long expiredCount() {
    return expiredCount;
  }

  /** {@return entries that were evicted since the start} */
  public long evictedCount() {
    return evictedCount;
  }

  public long hitCount() {
    return hitCount;
  }

  public long missCount() {
    return missCount;
  }

  /** Starts the counters of expired and evicted entries, hits and misses anew. */
  public void resetCounters() {
    expiredCount = 0;
    evictedCount = 0;
    hitCount = 0;
    missCount = 0;
  }

  /** Closes the stores and gives their memory back to the budget. Once, as the last call. */
  public void close() {
    stores.close();
    memory.add(-reportedBytes);
    reportedBytes = 0;
  }
}
