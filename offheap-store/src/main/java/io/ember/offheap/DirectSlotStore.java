package io.ember.offheap;

import static java.util.Objects.requireNonNull;

import io.ember.engine.EntryVisitor;
import io.ember.engine.Key;
import io.ember.engine.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A slot that reads and writes the memory of its Chronicle Map directly.
 *
 * <p>Normally it has one map. When that is too small or far too large, a small one is copied to
 * another at once; a large one becomes a {@link DrainingMap} beside the new one, and each write and
 * each call of {@link DirectSlotStores#work} moves a slice. Meanwhile new entries go to the new
 * map, a search looks in both, and an entry is brought over before it is written to.
 *
 * <p>Owner thread: that of the stores.
 */
final class DirectSlotStore extends ChronicleSlotStore {
  /** How often a write that found no room is tried again on a larger map. */
  private static final int GROWTHS_PER_WRITE = 2;

  private final DirectSlotStores owner;

  /**
   * The address of the tier, 0 without a usable map. Copied from the map, as the shape is, to be
   * near at hand.
   */
  private long base;

  private MapShape shape = MapShape.NONE;
  private @Nullable SlotMap map;
  private @Nullable DrainingMap draining;
  private long usedChunks;
  private long lastAddedBytes;
  private boolean queued;

  DirectSlotStore(DirectSlotStores owner, int slot) {
    super(owner, slot);
    this.owner = owner;
  }

  // ---- search

  @Override
  boolean locate(Key key) {
    long tier = base;
    if (tier == 0) {
      checkUsable();
      return false;
    }
    TierAccess access = owner.access;
    if (access.find(tier, shape, key)) {
      owner.found.point(access);
      return true;
    }
    return draining != null && locateDraining(key) != null;
  }

  private @Nullable DrainingMap locateDraining(Key key) {
    TierAccess access = owner.access;
    for (DrainingMap old = draining; old != null; old = old.older) {
      if (access.find(old.map.base(), old.map.shape(), key) && access.chunk() >= old.position()) {
        owner.found.point(access);
        return old;
      }
    }
    return null;
  }

  @Override
  boolean locateToWrite(Key key) {
    if (draining == null || base == 0) {
      return locate(key);
    }
    drain(owner.budget.forWrite(lastAddedBytes));
    lastAddedBytes = 0;
    return locateInNewest(key);
  }

  /** Looks for a key and brings it into the newest map, where it can be written to. */
  private boolean locateInNewest(Key key) {
    TierAccess access = owner.access;
    if (access.find(base, shape, key)) {
      owner.found.point(access);
      return true;
    }
    if (draining == null) {
      return false;
    }
    DrainingMap from = locateDraining(key);
    if (from == null) {
      access.find(base, shape, key); // the place for an insert, which the search in older maps lost
      return false;
    }
    bringOver(key, from);
    return true;
  }

  private void bringOver(Key key, DrainingMap from) {
    TierAccess access = owner.access;
    long entry = access.keyAddress() - StopBit.size(access.keyBytes());
    int bytes = access.entryBytes();
    for (int tries = 0; !owner.target.adopt(base, shape, key.hash(), entry, bytes); tries++) {
      if (tries == GROWTHS_PER_WRITE) {
        throw new IllegalStateException("no room in a new map");
      }
      startDraining(ShapePolicy.chunksOf(bytes));
    }
    access.remove();
    from.removed();
    closeEmptied();
    if (!access.find(base, shape, key)) {
      throw new IllegalStateException("entry lost between maps");
    }
    owner.found.point(access);
  }

  /**
   * Brings what a search for the key will need into the cache, first step: the place in the lookup
   * table.
   */
  int touchTable(Key key) {
    return base == 0 ? 0 : owner.access.touchTable(base, shape, key.hash());
  }

  /** Second step: the entry. */
  int touchEntry(Key key) {
    return base == 0 ? 0 : owner.access.touchEntry(base, shape, key.hash());
  }

  // ---- writing

  @Override
  long open(Key key, boolean exists, int recordBytes) {
    if (exists && owner.found.recordBytes() == recordBytes) {
      return owner.found.record();
    }
    TierAccess access = owner.access;
    boolean found = exists;
    for (int tries = 0; tries <= GROWTHS_PER_WRITE; tries++) {
      long record = TierAccess.NO_ROOM;
      if (base != 0) {
        record = found ? access.resize(key, recordBytes) : access.insert(key, recordBytes);
      }
      if (record != TierAccess.NO_ROOM) {
        addChunks(access.chunksTaken());
        return record;
      }
      makeRoom(ShapePolicy.chunksOf(TierAccess.entryBytes(key.length(), recordBytes)));
      found = locateInNewest(key);
    }
    throw new IllegalStateException("no room in a new map");
  }

  @Override
  void commit(Key key) {
    if (usedChunks < shape.shrinkBelowChunks && draining == null) {
      shrink();
    }
  }

  @Override
  void delete(Key key) {
    owner.access.remove();
    addChunks(owner.access.chunksTaken());
    commit(key);
  }

  @Override
  void noteAccess(Key key) {
    owner.found.noteAccess();
  }

  private void addChunks(int chunks) {
    usedChunks += chunks;
    lastAddedBytes += (long) Math.max(0, chunks) * ShapePolicy.CHUNK_BYTES;
    addUsedBytes((long) chunks * ShapePolicy.CHUNK_BYTES);
  }

  // ---- maps

  private void makeRoom(int chunks) {
    if (map == null) {
      use(owner.shape(owner.policy.first(chunks)).create());
    } else {
      startDraining(chunks);
    }
  }

  private void shrink() {
    int smaller = owner.policy.next(usedChunks, 0, count());
    if (owner.shape(smaller).reservedBytes() * 2 < shape.reservedBytes()) {
      tryStartDraining();
    }
  }

  /**
   * Takes another map if there is memory for one. Without it everything stays where it is: the
   * caller does not depend on it, and a write that does says so.
   */
  private boolean tryStartDraining() {
    try {
      startDraining(0);
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  /** Puts a new map in front of the one in use, which is emptied: at once if it is small. */
  private void startDraining(int moreChunks) {
    SlotMap old = requireNonNull(map);
    SlotMap fresh = owner.shape(owner.policy.next(usedChunks, moreChunks, count())).create();
    boolean small =
        draining == null
            && DrainingMap.units(count(), usedChunks * ShapePolicy.CHUNK_BYTES)
                <= MoveBudget.MOST_UNITS;
    draining = new DrainingMap(old, draining);
    use(fresh);
    if (small) {
      drain(owner.budget.forSlice());
    }
    if (draining != null && !queued) {
      queued = true;
      owner.addUnfinished(this);
    }
  }

  /** {@return bytes that the slot's maps have reserved, used or not} */
  long reservedBytes() {
    long bytes = map == null ? 0 : map.shape().reservedBytes();
    for (DrainingMap old = draining; old != null; old = old.older) {
      bytes += old.map.shape().reservedBytes();
    }
    return bytes;
  }

  /** {@return how many maps the slot has} */
  int mapCount() {
    int maps = map == null ? 0 : 1;
    for (DrainingMap old = draining; old != null; old = old.older) {
      maps++;
    }
    return maps;
  }

  /** Says that the owner's queue of unfinished slots does not hold this one any more. */
  void leftQueue() {
    queued = false;
  }

  private void use(SlotMap fresh) {
    map = fresh;
    shape = fresh.shape();
    base = fresh.base();
    addUsedBytes(shape.fixedBytes);
  }

  /**
   * Moves a part of the older maps to the newest.
   *
   * @return whether more is left
   */
  boolean drain(MoveBudget budget) {
    while (draining != null && base != 0 && budget.isLeft()) {
      DrainingMap oldest = draining;
      while (oldest.older != null) {
        oldest = oldest.older;
      }
      boolean hadRoom = oldest.moveTo(requireNonNull(map), owner.source, owner.target, budget);
      closeEmptied();
      if (!hadRoom && !tryStartDraining()) {
        return true;
      }
    }
    return draining != null && base != 0;
  }

  private void closeEmptied() {
    DrainingMap newer = null;
    for (DrainingMap old = draining; old != null; old = old.older) {
      if (!old.isEmpty()) {
        newer = old;
        continue;
      }
      if (newer == null) {
        draining = old.older;
      } else {
        newer.older = old.older;
      }
      addUsedBytes(-old.map.shape().fixedBytes);
      old.map.close();
    }
  }

  @Override
  void fence() {
    base = 0;
  }

  @Override
  void dropMaps() {
    for (DrainingMap old = draining; old != null; old = old.older) {
      old.map.close();
    }
    draining = null;
    if (map != null) {
      map.close();
    }
    map = null;
    base = 0;
    shape = MapShape.NONE;
    usedChunks = 0;
    lastAddedBytes = 0;
  }

  // ---- walking

  @Override
  public long scan(long cursor, int limit, EntryVisitor visitor) {
    return mapsToWalk()
        ? owner.walk.scan(requireNonNull(map), draining, cursor, limit, visitor)
        : SCAN_END;
  }

  @Override
  public void sample(long random, int limit, EntryVisitor visitor) {
    if (mapsToWalk()) {
      owner.walk.sample(requireNonNull(map), draining, random, limit, visitor);
    }
  }

  private boolean mapsToWalk() {
    if (base == 0) {
      checkUsable();
      return false;
    }
    return true;
  }
}
