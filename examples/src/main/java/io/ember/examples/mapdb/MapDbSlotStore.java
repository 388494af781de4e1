package io.ember.examples.mapdb;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.EntryVisitor;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One slot: a range of rows in the tree of its lane. Owner thread: the lane's. */
final class MapDbSlotStore implements SlotStore {
  /** Rows that are removed together when the slot is emptied. */
  private static final int CLEAR_ROWS = 1000;

  private final MapDbSlotStores stores;
  private final int slot;
  private long count;
  private long expiringCount;
  private long usedBytes;

  MapDbSlotStore(MapDbSlotStores stores, int slot) {
    this.stores = stores;
    this.slot = slot;
  }

  @Override
  public int slot() {
    return slot;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long expiringCount() {
    return expiringCount;
  }

  @Override
  public long usedBytes() {
    return usedBytes;
  }

  // ---- reading

  @Override
  public @Nullable EntryView find(Key key) {
    byte[] rowKey = RowKey.of(key);
    Row row = stores.get(rowKey);
    if (row == null) {
      return null;
    }
    if (stores.idleSeconds(row) > 0) {
      Row used = row.with(row.expiresAtMs(), stores.clockSeconds());
      stores.replace(rowKey, row, used);
      row = used;
    }
    return stores.show(rowKey, row);
  }

  @Override
  public @Nullable EntryView peek(Key key) {
    byte[] rowKey = RowKey.of(key);
    Row row = stores.get(rowKey);
    return row == null ? null : stores.show(rowKey, row);
  }

  // ---- writing

  @Override
  public boolean put(Key key, byte type, Bytes value, long expiresAtMs) {
    checkLengths(key, value.length());
    if (value.length() >= BlobAllocator.BLOB_BYTES) {
      Blob blob = stores.blobs().allocate(value.length());
      blob.append(value.array(), value.offset(), value.length());
      return putBlob(key, type, blob, expiresAtMs);
    }
    Row row = Row.ofValue(type, expiresAtMs, stores.clockSeconds(), value.length());
    return put(key, row.writeValue(0, value.array(), value.offset(), value.length()));
  }

  @Override
  public boolean put(Key key, byte type, Blob value, long expiresAtMs) {
    if (value.length() >= BlobAllocator.BLOB_BYTES) {
      return putBlob(key, type, value, expiresAtMs);
    }
    try {
      byte[] copy = new byte[value.length()];
      value.copyTo(0, copy, 0, copy.length);
      return put(key, type, Bytes.of(copy), expiresAtMs);
    } finally {
      value.release();
    }
  }

  /** The reference to the blob passes to this store, whatever happens. */
  private boolean putBlob(Key key, byte type, Blob blob, long expiresAtMs) {
    long number = stores.keep(blob);
    Row row = Row.ofBlob(type, expiresAtMs, stores.clockSeconds(), number);
    try {
      checkLengths(key, blob.length());
      return put(key, row);
    } catch (StoreException e) {
      stores.drop(row);
      throw e;
    }
  }

  private boolean put(Key key, Row row) {
    byte[] rowKey = RowKey.of(key);
    Row old = stores.get(rowKey);
    replace(rowKey, old, row);
    return old == null;
  }

  /** Every change of this slot's entries comes down to this. */
  private void replace(byte[] rowKey, @Nullable Row old, @Nullable Row row) {
    stores.replace(rowKey, old, row);
    if (old != null) {
      account(-1, old.expires() ? -1 : 0, -stores.footprintBytes(rowKey, old));
    }
    if (row != null) {
      account(1, row.expires() ? 1 : 0, stores.footprintBytes(rowKey, row));
    }
    boolean keepsBlob =
        old != null
            && row != null
            && row.isLarge()
            && old.isLarge()
            && row.blobNumber() == old.blobNumber();
    if (old != null && !keepsBlob) {
      stores.drop(old);
    }
  }

  private void account(long entries, long expiring, long bytes) {
    count += entries;
    expiringCount += expiring;
    usedBytes += bytes;
    stores.account(bytes);
  }

  @Override
  public boolean write(Key key, byte type, int position, Bytes bytes) {
    byte[] rowKey = RowKey.of(key);
    Row old = stores.get(rowKey);
    if (old == null) {
      return false;
    }
    long end = (long) position + bytes.length();
    checkLengths(key, end);
    int length = (int) Math.max(end, lengthOf(old));
    if (length >= BlobAllocator.BLOB_BYTES) {
      Blob changed = copyOf(old, length);
      changed.write(position, bytes.array(), bytes.offset(), bytes.length());
      putBlob(key, type, changed, old.expiresAtMs());
      return true;
    }
    Row row = Row.ofValue(type, old.expiresAtMs(), stores.clockSeconds(), length);
    row.writeValue(0, valueOf(old), 0, old.valueLength());
    replace(rowKey, old, row.writeValue(position, bytes.array(), bytes.offset(), bytes.length()));
    return true;
  }

  private int lengthOf(Row row) {
    return row.isLarge() ? stores.blob(row).length() : row.valueLength();
  }

  private static byte[] valueOf(Row row) {
    byte[] value = new byte[row.valueLength()];
    row.copyValue(0, value, 0, value.length);
    return value;
  }

  /** {@return the value of a row as a blob of that length; a reader keeps what it sees} */
  private Blob copyOf(Row row, int length) {
    Blob copy = stores.blobs().allocate(length);
    if (row.isLarge()) {
      copy.append(stores.blob(row));
    } else {
      copy.append(valueOf(row), 0, row.valueLength());
    }
    copy.setLength(length);
    return copy;
  }

  @Override
  public boolean expire(Key key, long expiresAtMs) {
    byte[] rowKey = RowKey.of(key);
    Row old = stores.get(rowKey);
    if (old == null) {
      return false;
    }
    replace(rowKey, old, old.with(expiresAtMs, old.accessedAtSeconds()));
    return true;
  }

  @Override
  public boolean remove(Key key) {
    byte[] rowKey = RowKey.of(key);
    Row old = stores.get(rowKey);
    if (old == null) {
      return false;
    }
    replace(rowKey, old, null);
    return true;
  }

  @Override
  public void clear() {
    while (count > 0) {
      List<byte[]> some = new ArrayList<>();
      Iterator<Map.Entry<byte[], byte[]>> rows = rowsFrom(SCAN_START);
      while (rows.hasNext() && some.size() < CLEAR_ROWS) {
        some.add(rows.next().getKey());
      }
      for (byte[] rowKey : some) {
        replace(rowKey, stores.get(rowKey), null);
      }
    }
  }

  // ---- visiting

  private Iterator<Map.Entry<byte[], byte[]>> rowsFrom(long position) {
    return stores.iterator(RowKey.firstAt(slot, position), RowKey.endOf(slot));
  }

  @Override
  public long scan(long cursor, int limit, EntryVisitor visitor) {
    boolean isKnown = cursor >= SCAN_START && cursor <= MAX_CURSOR;
    Iterator<Map.Entry<byte[], byte[]>> rows = rowsFrom(isKnown ? cursor : SCAN_START);
    int left = Math.max(1, limit);
    long position = -1;
    while (rows.hasNext()) {
      Map.Entry<byte[], byte[]> row = rows.next();
      long next = RowKey.position(row.getKey());
      if (left <= 0 && next != position) {
        // Keys at one position are visited together, since a cursor cannot stand between them.
        return position + 1;
      }
      position = next;
      visitor.visit(stores.show(row.getKey(), new Row(row.getValue())));
      left--;
    }
    return SCAN_END;
  }

  @Override
  public void sample(long random, int limit, EntryVisitor visitor) {
    byte[] middle = RowKey.firstAt(slot, RowKey.positionOf(random));
    int left = visit(stores.iterator(middle, RowKey.endOf(slot)), limit, visitor);
    visit(stores.iterator(RowKey.firstAt(slot, 0), middle), left, visitor);
  }

  private int visit(Iterator<Map.Entry<byte[], byte[]>> rows, int limit, EntryVisitor visitor) {
    int left = limit;
    while (left > 0 && rows.hasNext()) {
      Map.Entry<byte[], byte[]> row = rows.next();
      visitor.visit(stores.show(row.getKey(), new Row(row.getValue())));
      left--;
    }
    return left;
  }

  private static void checkLengths(Key key, long valueLength) {
    if (key.length() > MAX_KEY_BYTES || valueLength > MAX_VALUE_BYTES) {
      throw new StoreException(
          "a key has at most "
              + MAX_KEY_BYTES
              + " bytes and a value "
              + MAX_VALUE_BYTES
              + ", not "
              + key.length()
              + " and "
              + valueLength);
    }
  }
}
