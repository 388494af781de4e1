package io.ember.offheap;

import io.ember.engine.Blob;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.StoreException;
import io.ember.engine.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * A slot whose entries are {@link EntryRecord}s in Chronicle Maps: everything but the way to the
 * map.
 *
 * <p>A subclass finds a record ({@link #locate}), gives memory for a new one ({@link #open}, which
 * either succeeds or changes nothing), takes it over ({@link #commit}) and removes one ({@link
 * #delete}). Between opening and committing nothing fails, so a write happens wholly or not at all.
 * Should something unexpected be thrown nevertheless, the state of the map is unknown: the slot is
 * poisoned and answers {@link StoreException} until it is cleared.
 *
 * <p>Owner thread: that of the stores.
 */
abstract class ChronicleSlotStore implements SlotStore {
  private final ChronicleSlotStores<?> owner;
  private final int slot;
  private int firstBlob = BlobTable.NONE;
  private long count;
  private long expiringCount;
  private long usedBytes;
  private boolean poisoned;

  ChronicleSlotStore(ChronicleSlotStores<?> owner, int slot) {
    this.owner = owner;
    this.slot = slot;
  }

  // ---- the way to the map

  /** Looks for a key. {@return whether it is there; then the owner's {@code found} points at it} */
  abstract boolean locate(Key key);

  /** Looks for a key that is to be written, doing a share of the work that was put off. */
  abstract boolean locateToWrite(Key key);

  /**
   * Gives memory for the record of the key that was just looked for to be written.
   *
   * @param exists whether it was found
   * @param recordBytes how many bytes the record has; if it had as many, the old content is there
   * @return the address to write the record to before {@link #commit}
   * @throws StoreException if there is no room; nothing has changed
   */
  abstract long open(Key key, boolean exists, int recordBytes);

  /** Takes the record that was written to the opened memory. */
  abstract void commit(Key key);

  /** Removes the entry of the key that was just found to be written. */
  abstract void delete(Key key);

  /** Notes in the record that was found that it was used. */
  abstract void noteAccess(Key key);

  /** Makes every later search ask {@link #checkUsable}. */
  abstract void fence();

  /** Gives all maps back, in whatever state they are. */
  abstract void dropMaps();

  /**
   * Called when there is no map to look in.
   *
   * @throws StoreException if the slot is poisoned
   */
  final void checkUsable() {
    owner.checkOpen();
    if (poisoned) {
      throw new StoreException(
          "slot " + slot + " failed before and is not served; clearing it makes it usable again");
    }
  }

  // ---- numbers

  @Override
  public final int slot() {
    return slot;
  }

  @Override
  public final long count() {
    return count;
  }

  @Override
  public final long expiringCount() {
    return expiringCount;
  }

  @Override
  public final long usedBytes() {
    return usedBytes;
  }

  /** Adds to what the slot and its owner have in use. */
  final void addUsedBytes(long bytes) {
    usedBytes += bytes;
    owner.add(0, bytes);
  }

  // ---- reading

  @Override
  public final @Nullable EntryView find(Key key) {
    if (!locate(key)) {
      return null;
    }
    if (owner.tracksAccess) {
      noteAccess(key);
    }
    return owner.found;
  }

  @Override
  public final @Nullable EntryView peek(Key key) {
    return locate(key) ? owner.found : null;
  }

  // ---- writing

  @Override
  public final boolean put(Key key, byte type, Bytes value, long expiresAtMs) {
    int length = value.length();
    checkWrite(key, type);
    if (RecordView.isLargeLength(length)) {
      return putLarge(key, type, copied(value), expiresAtMs);
    }
    try {
      boolean exists = locateToWrite(key);
      boolean expired = exists && owner.found.expires();
      int oldBlob = exists ? owner.found.blobNumberOrNone() : BlobTable.NONE;
      int flags = EntryRecord.flags(expiresAtMs, owner.tracksAccess);
      long record = open(key, exists, EntryRecord.headBytes(flags) + length);
      long payload = EntryRecord.writeHead(record, type, flags, expiresAtMs, owner.clock());
      RawMemory.copyIn(value.array(), value.offset(), length, payload);
      commit(key);
      account(exists, expired, expiresAtMs != EntryView.NO_EXPIRY, oldBlob);
      return !exists;
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
  }

  @Override
  public final boolean put(Key key, byte type, Blob value, long expiresAtMs) {
    if (value instanceof NativeBlob large && RecordView.isLargeLength(value.length())) {
      try {
        checkWrite(key, type);
      } catch (RuntimeException e) {
        value.release();
        throw e;
      }
      return putLarge(key, type, large, expiresAtMs);
    }
    try {
      checkWrite(key, type);
      if (RecordView.isLargeLength(value.length())) {
        return putLarge(key, type, LargeValues.copyOf(value), expiresAtMs);
      }
      byte[] small = new byte[value.length()];
      value.copyTo(0, small, 0, small.length);
      return put(key, type, Bytes.of(small), expiresAtMs);
    } finally {
      value.release();
    }
  }

  private static NativeBlob copied(Bytes value) {
    NativeBlob blob = new NativeBlob(value.length());
    blob.append(value.array(), value.offset(), value.length());
    return blob;
  }

  /** Puts a large value, whose reference passes to this method. */
  private boolean putLarge(Key key, byte type, NativeBlob value, long expiresAtMs) {
    boolean passed = false;
    try {
      boolean exists = locateToWrite(key);
      boolean expired = exists && owner.found.expires();
      int oldBlob = exists ? owner.found.blobNumberOrNone() : BlobTable.NONE;
      owner.reserveBlob();
      int flags = EntryRecord.flags(expiresAtMs, owner.tracksAccess) | EntryRecord.LARGE;
      long record = open(key, exists, EntryRecord.headBytes(flags) + EntryRecord.STUB_BYTES);
      long payload = EntryRecord.writeHead(record, type, flags, expiresAtMs, owner.clock());
      passed = true;
      RawMemory.putInt(payload, addBlob(value));
      RawMemory.putInt(payload + Integer.BYTES, value.length());
      commit(key);
      account(exists, expired, expiresAtMs != EntryView.NO_EXPIRY, oldBlob);
      return !exists;
    } catch (RuntimeException | Error e) {
      if (!passed) {
        value.release();
      }
      throw failed(e);
    }
  }

  @Override
  public final boolean write(Key key, byte type, int position, Bytes bytes) {
    owner.checkNotVisiting();
    checkType(type);
    if (position < 0) {
      throw new IllegalArgumentException("position must not be negative: " + position);
    }
    try {
      if (!locateToWrite(key)) {
        return false;
      }
      RecordView old = owner.found;
      long end = (long) position + bytes.length();
      if (end > MAX_VALUE_BYTES) {
        throw new StoreException(
            "a value has at most " + MAX_VALUE_BYTES + " bytes, not " + end + "; nothing changed");
      }
      int length = Math.max(old.length(), (int) end);
      if (old.isLarge()) {
        writeLarge(key, type, position, bytes, length);
      } else if (RecordView.isLargeLength(length)) {
        return !putLarge(
            key, type, LargeValues.grown(old, length, position, bytes), old.expiresAtMs());
      } else {
        writeSmall(key, type, position, bytes, length);
      }
      return true;
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
  }

  private void writeSmall(Key key, byte type, int position, Bytes bytes, int length) {
    RecordView old = owner.found;
    int flags = EntryRecord.head(old.record()) & (EntryRecord.EXPIRES | EntryRecord.CLOCKED);
    long expiresAtMs = old.expiresAtMs();
    int oldLength = old.payloadBytes();
    int recordBytes = EntryRecord.headBytes(flags) + length;
    boolean moves = recordBytes != old.recordBytes();
    long kept = owner.scratch();
    if (moves) {
      RawMemory.copy(old.payload(), kept, oldLength);
    }
    long record = open(key, true, recordBytes);
    long payload = EntryRecord.writeHead(record, type, flags, expiresAtMs, owner.clock());
    if (moves) {
      RawMemory.copy(kept, payload, oldLength);
      RawMemory.zero(payload + oldLength, length - oldLength);
    }
    RawMemory.copyIn(bytes.array(), bytes.offset(), bytes.length(), payload + position);
    commit(key);
  }

  private void writeLarge(Key key, byte type, int position, Bytes bytes, int length) {
    RecordView old = owner.found;
    int number = old.blobNumber();
    NativeBlob blob = owner.blobs.get(number);
    int oldLength = blob.length();
    if (blob.isExclusive()) {
      blob.ensureCapacity(length);
    } else {
      blob = LargeValues.copyOf(blob, length);
      owner.blobs.replace(number, blob);
    }
    blob.setLength(length);
    blob.write(position, bytes.array(), bytes.offset(), bytes.length());
    addUsedBytes(NativeBlob.committedBytes(length) - NativeBlob.committedBytes(oldLength));
    long record = open(key, true, old.recordBytes());
    int flags = EntryRecord.head(record) & ~EntryRecord.TYPE_MASK;
    long payload =
        EntryRecord.writeHead(record, type, flags, EntryRecord.expiresAtMs(record), owner.clock());
    RawMemory.putInt(payload + Integer.BYTES, length);
    commit(key);
  }

  @Override
  public final boolean expire(Key key, long expiresAtMs) {
    owner.checkNotVisiting();
    try {
      if (!locateToWrite(key)) {
        return false;
      }
      RecordView old = owner.found;
      boolean expired = old.expires();
      boolean expires = expiresAtMs != EntryView.NO_EXPIRY;
      if (expired == expires) {
        long record = open(key, true, old.recordBytes());
        if (expires) {
          RawMemory.putLong(record + 1, expiresAtMs);
        }
      } else {
        changeHead(key, expiresAtMs);
      }
      commit(key);
      account(true, expired, expires, BlobTable.NONE);
      return true;
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
  }

  /** Gives the record a head with or without an expiry, which is longer or shorter. */
  private void changeHead(Key key, long expiresAtMs) {
    RecordView old = owner.found;
    int head = EntryRecord.head(old.record());
    int clock = old.clock();
    int payloadBytes = old.payloadBytes();
    long kept = owner.scratch();
    RawMemory.copy(old.payload(), kept, payloadBytes);
    int flags =
        (head & ~(EntryRecord.TYPE_MASK | EntryRecord.EXPIRES))
            | EntryRecord.flags(expiresAtMs, false);
    long record = open(key, true, EntryRecord.headBytes(flags) + payloadBytes);
    byte type = (byte) (head & EntryRecord.TYPE_MASK);
    RawMemory.copy(
        kept, EntryRecord.writeHead(record, type, flags, expiresAtMs, clock), payloadBytes);
  }

  @Override
  public final boolean remove(Key key) {
    owner.checkNotVisiting();
    try {
      if (!locateToWrite(key)) {
        return false;
      }
      boolean expired = owner.found.expires();
      int oldBlob = owner.found.blobNumberOrNone();
      delete(key);
      account(true, expired, false, oldBlob);
      count--;
      owner.add(-1, 0);
      if (count == 0) {
        clear();
      }
      return true;
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
  }

  @Override
  public final void clear() {
    owner.checkNotVisiting();
    owner.blobs.removeAll(firstBlob);
    firstBlob = BlobTable.NONE;
    dropMaps();
    owner.add(-count, -usedBytes);
    count = 0;
    expiringCount = 0;
    usedBytes = 0;
    poisoned = false;
  }

  // ---- accounting

  private void account(boolean existed, boolean expired, boolean expires, int oldBlob) {
    if (!existed) {
      count++;
      owner.add(1, 0);
    }
    if (expired != expires) {
      expiringCount += expires ? 1 : -1;
    }
    if (oldBlob != BlobTable.NONE) {
      addUsedBytes(-NativeBlob.committedBytes(owner.blobs.get(oldBlob).length()));
      firstBlob = owner.blobs.remove(oldBlob, firstBlob);
    }
  }

  private int addBlob(NativeBlob blob) {
    firstBlob = owner.blobs.add(blob, firstBlob);
    addUsedBytes(NativeBlob.committedBytes(blob.length()));
    return firstBlob;
  }

  private void checkWrite(Key key, byte type) {
    owner.checkNotVisiting();
    if (key.length() > MAX_KEY_BYTES) {
      throw new StoreException(
          "a key has at most "
              + MAX_KEY_BYTES
              + " bytes, not "
              + key.length()
              + "; nothing changed");
    }
    checkType(type);
  }

  private static void checkType(byte type) {
    if (type < 0 || type > ValueType.MAX_CODE) {
      throw new IllegalArgumentException(
          "type must be in [0, " + ValueType.MAX_CODE + "]: " + type);
    }
  }

  /**
   * {@return what to throw: what a check threw, or that the slot is poisoned by what nobody
   * expected}
   */
  private StoreException failed(Throwable cause) {
    if (cause instanceof StoreException expected) {
      return expected;
    }
    poison();
    return new StoreException(
        "slot " + slot + " failed and is not served until it is cleared", cause);
  }

  /** Stops serving the slot until it is cleared. */
  final void poison() {
    poisoned = true;
    fence();
  }
}
