package io.ember.engine.heap;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.EntryVisitor;
import io.ember.engine.HeapBlob;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.StoreException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One slot as a sorted map over {@link HeapKey}. There is no rehash, so a cursor is simply the next
 * position to visit, and every scan is in the same order for the same keys.
 */
final class HeapSlotStore implements SlotStore {
  private final HeapSlotStores stores;
  private final int slot;
  private final TreeMap<HeapKey, HeapEntry> entries = new TreeMap<>();
  private final HeapKey probe = new HeapKey();
  private final Bytes copied = new Bytes();
  private long expiringCount;
  private long usedBytes;

  HeapSlotStore(HeapSlotStores stores, int slot) {
    this.stores = stores;
    this.slot = slot;
  }

  @Override
  public int slot() {
    return slot;
  }

  @Override
  public long count() {
    return entries.size();
  }

  @Override
  public long expiringCount() {
    return expiringCount;
  }

  @Override
  public long usedBytes() {
    return usedBytes;
  }

  @Override
  public @Nullable EntryView find(Key key) {
    HeapEntry entry = entry(key);
    if (entry == null) {
      return null;
    }
    stores.noteAccess(entry);
    return stores.show(entry);
  }

  @Override
  public @Nullable EntryView peek(Key key) {
    HeapEntry entry = entry(key);
    return entry == null ? null : stores.show(entry);
  }

  private @Nullable HeapEntry entry(Key key) {
    stores.enter();
    return entries.get(probe.point(key));
  }

  @Override
  public boolean put(Key key, byte type, Bytes value, long expiresAtMs) {
    checkLengths(key, value.length());
    if (value.length() >= BlobAllocator.BLOB_BYTES) {
      return putBlob(key, type, blobOf(value), expiresAtMs);
    }
    return putSmall(key, type, value, expiresAtMs);
  }

  @Override
  public boolean put(Key key, byte type, Blob value, long expiresAtMs) {
    boolean kept = false;
    try {
      checkLengths(key, value.length());
      if (value.length() < BlobAllocator.BLOB_BYTES) {
        byte[] bytes = new byte[value.length()];
        value.copyTo(0, bytes, 0, bytes.length);
        return putSmall(key, type, copied.wrap(bytes, 0, bytes.length), expiresAtMs);
      }
      boolean isNew = putBlob(key, type, value, expiresAtMs);
      kept = true;
      return isNew;
    } finally {
      if (!kept) {
        value.release();
      }
    }
  }

  private boolean putSmall(Key key, byte type, Bytes value, long expiresAtMs) {
    HeapEntry known = entry(key);
    HeapEntry entry = known == null ? new HeapEntry(HeapKey.copyOf(key)) : known;
    long before = known == null ? 0 : known.footprintBytes();
    entry.setValue(value);
    return finishPut(entry, known == null, before, type, expiresAtMs);
  }

  private boolean putBlob(Key key, byte type, Blob value, long expiresAtMs) {
    HeapEntry known = entry(key);
    HeapEntry entry = known == null ? new HeapEntry(HeapKey.copyOf(key)) : known;
    long before = known == null ? 0 : known.footprintBytes();
    entry.setBlob(value);
    return finishPut(entry, known == null, before, type, expiresAtMs);
  }

  private boolean finishPut(
      HeapEntry entry, boolean isNew, long footprintBefore, byte type, long expiresAtMs) {
    entry.setType(type);
    setExpiry(entry, expiresAtMs);
    stores.noteAccess(entry);
    if (isNew) {
      entries.put(entry.key(), entry);
    }
    account(isNew ? 1 : 0, entry.footprintBytes() - footprintBefore);
    return isNew;
  }

  @Override
  public boolean write(Key key, byte type, int position, Bytes bytes) {
    HeapEntry entry = entry(key);
    if (entry == null) {
      return false;
    }
    long end = (long) position + bytes.length();
    checkLengths(key, end);
    long before = entry.footprintBytes();
    int length = (int) Math.max(end, entry.length());
    if (length >= BlobAllocator.BLOB_BYTES) {
      Blob blob = writableBlob(entry, length);
      blob.write(position, bytes.array(), bytes.offset(), bytes.length());
    } else {
      if (length > entry.length()) {
        entry.growValue(length);
      }
      System.arraycopy(bytes.array(), bytes.offset(), entry.value(), position, bytes.length());
    }
    entry.setType(type);
    stores.noteAccess(entry);
    account(0, entry.footprintBytes() - before);
    return true;
  }

  /** {@return the entry's value as a blob of that length which nobody else holds} */
  private static Blob writableBlob(HeapEntry entry, int length) {
    Blob blob = entry.blob();
    if (blob != null && blob.isExclusive()) {
      blob.setLength(length);
      return blob;
    }
    Blob copy = new HeapBlob(length);
    if (blob == null) {
      copy.append(entry.value(), 0, entry.value().length);
    } else {
      copy.append(blob);
    }
    copy.setLength(length);
    entry.setBlob(copy);
    return copy;
  }

  @Override
  public boolean expire(Key key, long expiresAtMs) {
    HeapEntry entry = entry(key);
    if (entry == null) {
      return false;
    }
    setExpiry(entry, expiresAtMs);
    return true;
  }

  private void setExpiry(HeapEntry entry, long expiresAtMs) {
    expiringCount -= entry.expires() ? 1 : 0;
    entry.setExpiresAtMs(expiresAtMs);
    expiringCount += entry.expires() ? 1 : 0;
  }

  @Override
  public boolean remove(Key key) {
    HeapEntry entry = entry(key);
    if (entry == null) {
      return false;
    }
    entries.remove(probe.point(key));
    setExpiry(entry, EntryView.NO_EXPIRY);
    account(-1, -entry.footprintBytes());
    entry.releaseBlob();
    return true;
  }

  @Override
  public long scan(long cursor, int limit, EntryVisitor visitor) {
    stores.beginVisits();
    try {
      boolean isKnown = cursor >= SCAN_START && cursor <= MAX_CURSOR;
      int left = Math.max(1, limit);
      long position = 0;
      for (HeapEntry entry :
          entries.tailMap(probe.firstAt(isKnown ? cursor : SCAN_START), true).values()) {
        if (left <= 0 && entry.key().position() != position) {
          // Keys at one position are visited together, since a cursor cannot stand between them.
          return position + 1;
        }
        position = entry.key().position();
        visitor.visit(stores.show(entry));
        left--;
      }
      return SCAN_END;
    } finally {
      stores.endVisits();
    }
  }

  @Override
  public void sample(long random, int limit, EntryVisitor visitor) {
    stores.beginVisits();
    try {
      HeapKey from = probe.firstAt(HeapKey.positionOf(random));
      int left = visit(entries.tailMap(from, true), limit, visitor);
      visit(entries.headMap(from, false), left, visitor);
    } finally {
      stores.endVisits();
    }
  }

  private int visit(Map<HeapKey, HeapEntry> some, int limit, EntryVisitor visitor) {
    int left = limit;
    for (HeapEntry entry : some.values()) {
      if (left <= 0) {
        break;
      }
      visitor.visit(stores.show(entry));
      left--;
    }
    return left;
  }

  @Override
  public void clear() {
    stores.enter();
    for (HeapEntry entry : entries.values()) {
      entry.releaseBlob();
    }
    account(-entries.size(), -usedBytes);
    entries.clear();
    expiringCount = 0;
  }

  private void account(long deltaCount, long deltaBytes) {
    usedBytes += deltaBytes;
    stores.account(deltaCount, deltaBytes);
  }

  private static void checkLengths(Key key, long valueLength) {
    if (key.length() > MAX_KEY_BYTES) {
      throw new StoreException(
          "a key of " + key.length() + " bytes is too long, at most " + MAX_KEY_BYTES);
    }
    if (valueLength > MAX_VALUE_BYTES) {
      throw new StoreException(
          "a value of " + valueLength + " bytes is too long, at most " + MAX_VALUE_BYTES);
    }
  }

  private static Blob blobOf(Bytes value) {
    Blob blob = new HeapBlob(value.length());
    blob.append(value.array(), value.offset(), value.length());
    return blob;
  }
}
