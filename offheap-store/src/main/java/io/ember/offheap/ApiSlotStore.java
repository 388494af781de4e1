package io.ember.offheap;

import static java.util.Objects.requireNonNull;

import io.ember.engine.EntryVisitor;
import io.ember.engine.Key;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.MapEntry;
import org.jspecify.annotations.Nullable;

/**
 * A slot that uses its Chronicle Map through the map's ordinary interface.
 *
 * <p>A record is written into scratch memory and put into the map as a whole. Growth copies the
 * whole map at once: a large slot pauses its lane for some milliseconds then.
 *
 * <p>Owner thread: that of the stores.
 */
final class ApiSlotStore extends ChronicleSlotStore {
  private static final int LEAST_CHUNKS_TO_SHRINK = 1024;

  private final ApiSlotStores owner;
  private @Nullable ApiMap map;
  private long usedChunks;
  private int openedBytes;
  private boolean fenced;

  ApiSlotStore(ApiSlotStores owner, int slot) {
    super(owner, slot);
    this.owner = owner;
  }

  // ---- search

  @Override
  boolean locate(Key key) {
    ApiMap in = usable();
    if (in == null) {
      return false;
    }
    try (var context = in.map.queryContext(slice(key))) {
      MapEntry<Slice, Slice> entry = context.entry();
      if (entry == null) {
        return false;
      }
      point(owner.found, entry);
      return true;
    }
  }

  private @Nullable ApiMap usable() {
    if (fenced || map == null) {
      checkUsable();
    }
    return map;
  }

  private Slice slice(Key key) {
    return owner.key.wrap(key.array(), key.offset(), key.length());
  }

  /** An entry stays where it is until the next write, so a view of it outlives the context. */
  private static void point(RecordView view, MapEntry<Slice, Slice> entry) {
    Data<Slice> key = entry.key();
    long keyAddress = ApiMap.address(key);
    int keyBytes = (int) key.size();
    Data<Slice> record = entry.value();
    view.point(keyAddress, keyBytes, ApiMap.address(record), (int) record.size());
  }

  @Override
  boolean locateToWrite(Key key) {
    return locate(key);
  }

  @Override
  void noteAccess(Key key) {
    if (owner.found.clock() == owner.clock()) {
      return;
    }
    long record = open(key, true, owner.found.recordBytes());
    if ((EntryRecord.head(record) & EntryRecord.CLOCKED) != 0) {
      RawMemory.putInt(EntryRecord.clockAddress(record), owner.clock());
      commit(key);
      if (!locate(key)) {
        throw new IllegalStateException("entry lost while its access was noted");
      }
    }
  }

  // ---- writing

  @Override
  long open(Key key, boolean exists, int recordBytes) {
    int oldBytes = exists ? owner.found.recordBytes() : 0;
    int oldChunks = exists ? chunks(key, oldBytes) : 0;
    int chunks = chunks(key, recordBytes);
    long opened = owner.secondScratch();
    if (exists && recordBytes == oldBytes) {
      RawMemory.copy(owner.found.record(), opened, recordBytes);
    } else if (map == null || !map.hasRoom(usedChunks, count(), chunks)) {
      replaceMap(chunks);
    }
    openedBytes = recordBytes;
    addChunks(chunks - oldChunks);
    return opened;
  }

  private static int chunks(Key key, int recordBytes) {
    return ShapePolicy.chunksOf(TierAccess.entryBytes(key.length(), recordBytes));
  }

  @Override
  void commit(Key key) {
    ApiMap in = requireNonNull(map);
    in.map.put(slice(key), owner.value.wrap(owner.secondScratch(), openedBytes));
    shrink(in);
  }

  @Override
  void delete(Key key) {
    ApiMap in = requireNonNull(map);
    addChunks(-chunks(key, owner.found.recordBytes()));
    in.map.remove(slice(key));
    shrink(in);
  }

  private void addChunks(int chunks) {
    usedChunks += chunks;
    addUsedBytes((long) chunks * ShapePolicy.CHUNK_BYTES);
  }

  private void shrink(ApiMap in) {
    if (usedChunks >= LEAST_CHUNKS_TO_SHRINK && in.isTooLarge(usedChunks)) {
      replaceMap(0);
    }
  }

  private void replaceMap(int moreChunks) {
    ApiMap old = map;
    ApiMap fresh = new ApiMap(usedChunks + moreChunks, count() + 1);
    if (old != null) {
      old.copyTo(fresh);
      addUsedBytes(-old.fixedBytes);
      old.close();
    }
    map = fresh;
    addUsedBytes(fresh.fixedBytes);
  }

  @Override
  void fence() {
    fenced = true;
  }

  @Override
  void dropMaps() {
    if (map != null) {
      map.close();
    }
    map = null;
    usedChunks = 0;
    fenced = false;
  }

  // ---- walking

  /**
   * {@inheritDoc}
   *
   * <p>A map is not walked from a position on. So a call visits what lies in one window of the
   * {@link HashOrder}, which is as wide as {@code limit} entries are on average and lies in one
   * segment: that is what it walks over.
   */
  @Override
  public long scan(long cursor, int limit, EntryVisitor visitor) {
    ApiMap in = usable();
    if (in == null) {
      return SCAN_END;
    }
    int windowsLog2 = in.segmentsLog2;
    while (limit < count() >>> windowsLog2) {
      windowsLog2++;
    }
    long window = HashOrder.cellSpan(windowsLog2);
    long place = HashOrder.place(cursor) & -window;
    int segment = (int) HashOrder.cell(place, in.segmentsLog2);
    try (var context = in.map.segmentContext(segment)) {
      context.forEachSegmentEntry(
          entry -> {
            point(owner.visited, entry);
            long at =
                HashOrder.of(Xxh64.hash(owner.visited.keyAddress(), owner.visited.keyLength()));
            if (at >= place && at < place + window) {
              owner.visit(visitor);
            }
          });
    }
    return place + window < HashOrder.END ? place + window : SCAN_END;
  }

  @Override
  public void sample(long random, int limit, EntryVisitor visitor) {
    ApiMap in = usable();
    if (in == null) {
      return;
    }
    int segments = 1 << in.segmentsLog2;
    int[] skip = {(int) ((random >>> 32) % (count() >>> in.segmentsLog2 | 1))};
    int[] left = {limit};
    for (int i = 0;
        i <= segments && left[0] > 0;
        i++) { // the first one twice: what was skipped comes last
      try (var context = in.map.segmentContext((int) (random + i) & (segments - 1))) {
        context.forEachSegmentEntryWhile(
            entry -> {
              if (skip[0]-- > 0) {
                return true;
              }
              point(owner.visited, entry);
              owner.visit(visitor);
              return --left[0] > 0;
            });
      }
      skip[0] = 0;
    }
  }
}
