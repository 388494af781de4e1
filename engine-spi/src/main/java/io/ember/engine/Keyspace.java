package io.ember.engine;

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
  private static final int SCRATCH_BYTES = 1024;

  private final SlotStores stores;
  private final MemoryBudget memory;
  private final IntPredicate owned;
  private final SplittableRandom random;
  private final OccupiedSlots occupied;
  private final SlotSet expiring = new SlotSet();
  private final SlotSet still = new SlotSet();
  private final Watches watches = new Watches();
  private final Evictor evictor;
  private final ExpirySweep sweep;
  private final Bytes bytes = new Bytes();
  private byte[] scratch = new byte[SCRATCH_BYTES];
  private EffectSink effects = EffectSink.NONE;
  private boolean follower;
  private long nowMs;
  private long reportedBytes;
  private long reportedCount;
  private long expiredCount;
  private long evictedCount;
  private long hitCount;
  private long missCount;

  /**
   * @param stores what the lane has; from here on changed through this keyspace only
   * @param hasher of the stores
   * @param owned which slots belong to this lane
   * @param seed of the random choices of eviction and RANDOMKEY
   */
  public Keyspace(
      SlotStores stores, KeyHasher hasher, MemoryBudget memory, IntPredicate owned, long seed) {
    this.stores = stores;
    this.memory = memory;
    this.owned = owned;
    this.random = new SplittableRandom(seed);
    this.occupied = new OccupiedSlots(stores);
    this.evictor = new Evictor(this, hasher, memory, random);
    this.sweep = new ExpirySweep(this, hasher, expiring);
    for (int slot = occupied.next(0); slot >= 0; slot = occupied.next(slot + 1)) {
      expiring.add(slot);
    }
    report();
  }

  /** {@return the stores, for reading and for work that is no change of data} */
  public SlotStores stores() {
    return stores;
  }

  /** {@return whether the slot belongs to this lane} */
  public boolean owns(int slot) {
    return owned.test(slot);
  }

  /** {@return how many entries there are, expired ones included and hidden ones not} */
  public long count() {
    return occupied.count();
  }

  /**
   * Hides a slot whose data is not, or not yet, the data of this node: it counts as empty for all
   * that walks over slots, and nothing in it expires or is evicted. Who names it finds it.
   */
  public void hide(int slot) {
    occupied.hide(slot);
  }

  /** Ends {@link #hide}. */
  public void show(int slot) {
    occupied.show(slot);
  }

  /** {@return whether the slot counts as empty for all that walks over slots} */
  public boolean isHidden(int slot) {
    return occupied.isHidden(slot);
  }

  /**
   * Says whether nothing in a slot may expire or be evicted for now. Nobody executes calls on it
   * meanwhile.
   */
  public void setStill(int slot, boolean isStill) {
    if (isStill) {
      still.add(slot);
    } else {
      still.remove(slot);
    }
  }

  /** {@return whether nothing in the slot may change by itself} */
  boolean isStill(int slot) {
    return still.contains(slot) || occupied.isHidden(slot);
  }

  /**
   * {@return the next slot of this lane from {@code from} on that has entries and is not hidden, or
   * -1}
   */
  public int nextSlotWithEntries(int from) {
    return occupied.next(from);
  }

  /**
   * {@return the slot of an entry, each with the same chance, expired ones included; -1 without
   * entries} Bounded work, however many slots there are.
   */
  public int randomSlot() {
    long count = occupied.count();
    return count == 0 ? -1 : occupied.slotOfEntry(random.nextLong(count));
  }

  /**
   * Says whether the data is a copy that changes only by repeating what was done elsewhere. Then an
   * entry whose time is over is as good as gone and stays, and nothing is evicted: both are done
   * where the original is.
   */
  public void setFollower(boolean isFollower) {
    follower = isFollower;
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

  /** Removes an entry whose time is over, or leaves that to others. {@return whether it did} */
  boolean expire(Key key) {
    if (follower) {
      return false;
    }
    boolean removed = removeEntry(key, RemovalReason.EXPIRED);
    expiredCount += removed ? 1 : 0;
    return removed;
  }

  /**
   * Sets a value, see {@link SlotStore#put(Key, byte, Bytes, long)}.
   *
   * @return whether the key is new; an entry that has expired and that nobody has found since then
   *     counts as there
   */
  public boolean put(Key key, byte type, Bytes value, long expiresAtMs) {
    boolean isNew = stores.slot(key.slot()).put(key, type, value, expiresAtMs);
    occupied.added(key.slot(), isNew ? 1 : 0);
    effects.put(key, type, value, expiresAtMs);
    putDone(key, expiresAtMs);
    return isNew;
  }

  /**
   * Sets a large value, whose reference passes to the store, also when this throws.
   *
   * @return whether the key is new, as above
   */
  public boolean put(Key key, byte type, Blob value, long expiresAtMs) {
    value.retain(); // the store may give its reference back at once, and the effects need the value
    try {
      boolean isNew = stores.slot(key.slot()).put(key, type, value, expiresAtMs);
      occupied.added(key.slot(), isNew ? 1 : 0);
      effects.put(key, type, value, expiresAtMs);
      putDone(key, expiresAtMs);
      return isNew;
    } finally {
      value.release();
    }
  }

  private void putDone(Key key, long expiresAtMs) {
    if (expiresAtMs != EntryView.NO_EXPIRY) {
      expiring.add(key.slot());
    }
    changed(key);
  }

  /**
   * Writes into a value, see {@link SlotStore#write}, of an entry that was found before, so that it
   * has not expired.
   *
   * @return whether the key exists
   */
  public boolean write(Key key, byte type, int position, Bytes bytes) {
    if (!stores.slot(key.slot()).write(key, type, position, bytes)) {
      return false;
    }
    effects.write(key, type, position, bytes);
    changed(key);
    return true;
  }

  /**
   * Changes the expiry of an entry that was found before; {@link EntryView#NO_EXPIRY} ends it.
   *
   * @return whether the key exists
   */
  public boolean setExpiry(Key key, long expiresAtMs) {
    if (!stores.slot(key.slot()).expire(key, expiresAtMs)) {
      return false;
    }
    if (expiresAtMs != EntryView.NO_EXPIRY) {
      expiring.add(key.slot());
    }
    effects.expire(key, expiresAtMs);
    changed(key);
    return true;
  }

  /** Removes a key because a call says so. {@return whether it existed and had not expired} */
  public boolean remove(Key key) {
    return peek(key) != null && removeEntry(key, RemovalReason.CALL);
  }

  /**
   * Removes a key because that was done elsewhere, whether its time is over or not.
   *
   * @return whether it existed
   */
  public boolean repeatRemoval(Key key, RemovalReason reason) {
    return removeEntry(key, reason);
  }

  /** Empties a slot. Only watched keys that it has count as changed, as with FLUSHALL in Redis. */
  public void clear(int slot) {
    SlotStore store = stores.slot(slot);
    if (store.count() == 0) {
      return;
    }
    watches.clearing(store);
    occupied.removed(slot, store.count());
    store.clear();
    effects.clear(slot);
    report();
  }

  private boolean removeEntry(Key key, RemovalReason reason) {
    if (!stores.slot(key.slot()).remove(key)) {
      return false;
    }
    occupied.removed(key.slot(), 1);
    effects.remove(key, reason);
    changed(key);
    return true;
  }

  private void changed(Key key) {
    report();
    watches.changed(key);
  }

  /** Tells the budget what the stores have taken or given back since the last time. */
  private void report() {
    long used = stores.usedBytes();
    if (used != reportedBytes) {
      memory.add(used - reportedBytes);
      reportedBytes = used;
    }
    long count = stores.count();
    if (count != reportedCount) {
      memory.addEntries(count - reportedCount);
      reportedCount = count;
    }
  }

  /**
   * Marks the token when the key changes from here on. That it expires is a change, also while
   * nobody has noticed: who executes the transaction asks {@link WatchToken#isChangedAt}. One that
   * has expired before counts as missing.
   */
  public void watch(Key key, WatchToken token) {
    EntryView entry = peek(key);
    if (entry != null && entry.expiresAtMs() != EntryView.NO_EXPIRY) {
      token.expiresAt(entry.expiresAtMs());
    }
    watches.add(key, token);
  }

  /** Ends a watch of the key by this token. */
  public void unwatch(Key key, WatchToken token) {
    watches.remove(key, token);
  }

  /**
   * Makes sure that there is memory for another write, evicting a bounded number of entries if the
   * budget says so.
   *
   * @return false if there is none and nothing could be evicted: the write is to be refused
   */
  public boolean makeRoom() {
    return follower || evictor.makeRoom();
  }

  /** Removes an entry because memory is short. */
  void evict(Key key) {
    evictedCount += removeEntry(key, RemovalReason.EVICTED) ? 1 : 0;
  }

  /**
   * Looks at some entries of slots that have expiring ones, going on where the last call ended, and
   * removes those that have expired.
   *
   * @param limit about how many entries to look at
   * @return how many were removed
   */
  public int sweepExpired(int limit) {
    return follower ? 0 : sweep.sweep(limit);
  }

  /**
   * Does a bounded slice of what the stores have put off, and evicts some entries if memory is
   * short: what was written meanwhile may lie in another lane, which has nothing that it could
   * evict.
   *
   * @return whether more is left
   */
  public boolean work() {
    boolean isMore = stores.work();
    report();
    if (!follower && memory.evicts() && memory.excessBytes() > 0) {
      isMore |= evictor.makeRoom() && memory.excessBytes() > 0 && nextSlotWithEntries(0) >= 0;
    }
    return isMore;
  }

  /**
   * {@return whether {@link #sweepExpired} and {@link #work} would find nothing to do until this
   * lane has executed something} Except for work that the last of them has left.
   */
  public boolean isAtRest() {
    return (follower || expiring.next(0) < 0) && !memory.evicts();
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
    memory.addEntries(-reportedCount);
    reportedBytes = 0;
    reportedCount = 0;
  }
}
