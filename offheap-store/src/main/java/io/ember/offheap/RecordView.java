package io.ember.offheap;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.EntryView;
import org.jspecify.annotations.Nullable;

/**
 * An entry in the memory of its map: where its key and its {@link EntryRecord} lie.
 *
 * <p>Owner thread: that of the slots.
 */
final class RecordView extends EntryView {
  private final BlobTable blobs;
  private long keyAddress;
  private int keyLength;
  private long record;
  private int recordBytes;
  private int clock;

  RecordView(BlobTable blobs) {
    this.blobs = blobs;
  }

  /** Points at an entry. */
  void point(long atKey, int keyBytes, long atRecord, int bytes) {
    keyAddress = atKey;
    keyLength = keyBytes;
    record = atRecord;
    recordBytes = bytes;
  }

  /** Points where a search ended. */
  void point(TierAccess tier) {
    point(tier.keyAddress(), tier.keyBytes(), tier.record(), tier.recordBytes());
  }

  /** Tells the time, in seconds, by which {@link #idleSeconds} answers. */
  void setClock(int seconds) {
    clock = seconds;
  }

  long record() {
    return record;
  }

  int recordBytes() {
    return recordBytes;
  }

  long keyAddress() {
    return keyAddress;
  }

  /** {@return the address of the value, or of what stands for a large one} */
  long payload() {
    return record + EntryRecord.headBytes(EntryRecord.head(record));
  }

  int payloadBytes() {
    return recordBytes - EntryRecord.headBytes(EntryRecord.head(record));
  }

  boolean isLarge() {
    return (EntryRecord.head(record) & EntryRecord.LARGE) != 0;
  }

  boolean expires() {
    return (EntryRecord.head(record) & EntryRecord.EXPIRES) != 0;
  }

  /** {@return the number of the large value} */
  int blobNumber() {
    return RawMemory.getInt(payload());
  }

  /** {@return the number of the large value, {@link BlobTable#NONE} for a small one} */
  int blobNumberOrNone() {
    return isLarge() ? blobNumber() : BlobTable.NONE;
  }

  /** {@return when the entry was used last, 0 where that is not tracked} */
  int clock() {
    return (EntryRecord.head(record) & EntryRecord.CLOCKED) == 0
        ? 0
        : RawMemory.getInt(EntryRecord.clockAddress(record));
  }

  /** Notes that the entry is used. */
  void noteAccess() {
    if ((EntryRecord.head(record) & EntryRecord.CLOCKED) != 0) {
      RawMemory.putInt(EntryRecord.clockAddress(record), clock);
    }
  }

  @Override
  public int keyLength() {
    return keyLength;
  }

  @Override
  public void copyKey(byte[] target, int targetOffset) {
    java.util.Objects.checkFromIndexSize(targetOffset, keyLength, target.length);
    RawMemory.copyOut(keyAddress, target, targetOffset, keyLength);
  }

  @Override
  public byte type() {
    return (byte) (EntryRecord.head(record) & EntryRecord.TYPE_MASK);
  }

  @Override
  public long expiresAtMs() {
    return EntryRecord.expiresAtMs(record);
  }

  @Override
  public int length() {
    return isLarge() ? RawMemory.getInt(payload() + 4) : payloadBytes();
  }

  @Override
  public void copyTo(int from, byte[] target, int targetOffset, int count) {
    if (isLarge()) {
      blobs.get(blobNumber()).copyTo(from, target, targetOffset, count);
      return;
    }
    if ((from | count) < 0
        || from > payloadBytes() - count
        || targetOffset < 0
        || targetOffset > target.length - count) {
      throw new IndexOutOfBoundsException(
          "bytes "
              + from
              + " to "
              + (from + (long) count)
              + " of "
              + payloadBytes()
              + " to "
              + targetOffset);
    }
    RawMemory.copyOut(payload() + from, target, targetOffset, count);
  }

  @Override
  public @Nullable Blob blob() {
    return isLarge() ? blobs.get(blobNumber()) : null;
  }

  @Override
  public long footprintBytes() {
    long inMap =
        (long) ShapePolicy.chunksOf(TierAccess.entryBytes(keyLength, recordBytes))
                * ShapePolicy.CHUNK_BYTES
            + Long.BYTES; // about its share of lookup table and free list
    return isLarge() ? inMap + NativeBlob.committedBytes(length()) : inMap;
  }

  @Override
  public long idleSeconds() {
    return (EntryRecord.head(record) & EntryRecord.CLOCKED) == 0
        ? -1
        : Math.max(0, clock - clock());
  }

  /** {@return whether a value of this length is kept outside the map} */
  static boolean isLargeLength(int length) {
    return length >= BlobAllocator.BLOB_BYTES;
  }
}
