package io.ember.examples.mapdb;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.HeapBlob;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStores;
import io.ember.engine.Slots;
import io.ember.engine.StoreException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * The slot stores of one lane: one tree of MapDB with the entries of all its slots, and beside it
 * the large values, which are shared with clients that are still being sent them. Owner thread:
 * that of the lane, but {@link #usedBytes} any.
 */
final class MapDbSlotStores implements SlotStores {
  /** About what MapDB keeps of an entry beside its bytes. */
  private static final int OVERHEAD_BYTES = 64;

  private final DB db = DBMaker.memoryDirectDB().concurrencyDisable().make();
  private final BTreeMap<byte[], byte[]> rows =
      db.treeMap("entries", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
          .valuesOutsideNodesEnable()
          .create();
  private final Map<Long, Blob> blobs = new HashMap<>();
  private final @Nullable MapDbSlotStore[] slots = new MapDbSlotStore[Slots.SLOT_COUNT];
  private final MapDbEntryView view = new MapDbEntryView(this);
  private final AtomicLong usedBytes = new AtomicLong();
  private final boolean tracksAccess;
  private long clockSeconds;
  private long lastBlob;
  private long count;

  MapDbSlotStores(SlotStoreConfig config) {
    tracksAccess = config.trackAccess();
  }

  @Override
  public SlotStore slot(int slot) {
    MapDbSlotStore store = slots[slot];
    if (store == null) {
      store = new MapDbSlotStore(this, slot);
      slots[slot] = store;
    }
    return store;
  }

  @Override
  public void setClockSeconds(long seconds) {
    clockSeconds = seconds;
  }

  @Override
  public long usedBytes() {
    return usedBytes.get();
  }

  @Override
  public long count() {
    return count;
  }

  /** Large values lie beside MapDB, each in an array of its own. */
  @Override
  public BlobAllocator blobs() {
    return HeapBlob::new;
  }

  @Override
  public void close() {
    blobs.values().forEach(Blob::release);
    blobs.clear();
    db.close();
  }

  // ---- rows

  @Nullable Row get(byte[] key) {
    byte[] bytes = rows.get(key);
    return bytes == null ? null : new Row(bytes);
  }

  /**
   * Puts a row in the place of another one, or removes it.
   *
   * @param old what is there, null for nothing
   * @param row what is to be there, null for nothing
   * @throws StoreException if there is no memory; nothing has changed
   */
  void replace(byte[] key, @Nullable Row old, @Nullable Row row) {
    try {
      if (row == null) {
        rows.remove(key);
      } else {
        rows.put(key, row.bytes());
      }
    } catch (DBException | OutOfMemoryError e) {
      throw new StoreException("MapDB has no room for an entry: " + e.getMessage(), e);
    }
    count += (row == null ? 0 : 1) - (old == null ? 0 : 1);
  }

  Iterator<Map.Entry<byte[], byte[]>> iterator(byte[] from, byte[] end) {
    return rows.entryIterator(from, true, end, false);
  }

  MapDbEntryView show(byte[] key, Row row) {
    return view.show(key, row);
  }

  /** {@return bytes by which the use of memory rises with this row; large value included} */
  long footprintBytes(byte[] key, Row row) {
    long value = row.isLarge() ? blob(row).capacity() : row.valueLength();
    return OVERHEAD_BYTES + key.length + value;
  }

  void account(long deltaBytes) {
    // One writer: nobody else's addition can be lost.
    usedBytes.lazySet(usedBytes.getPlain() + deltaBytes);
  }

  // ---- accesses

  boolean tracksAccess() {
    return tracksAccess;
  }

  long clockSeconds() {
    return clockSeconds;
  }

  long idleSeconds(Row row) {
    return tracksAccess ? Math.max(0, clockSeconds - row.accessedAtSeconds()) : -1;
  }

  // ---- large values

  /** Keeps a large value. {@return its number} */
  long keep(Blob blob) {
    blobs.put(++lastBlob, blob);
    return lastBlob;
  }

  Blob blob(Row row) {
    return Objects.requireNonNull(blobs.get(row.blobNumber()));
  }

  /** Gives up the large value of a row that is no more, if it had one. */
  void drop(Row row) {
    Blob blob = row.isLarge() ? blobs.remove(row.blobNumber()) : null;
    if (blob != null) {
      blob.release();
    }
  }
}
