package io.ember.offheap;

import io.ember.engine.EntryView;

/**
 * The value of an entry as it lies in a slot's map:
 *
 * <pre>{@code
 * [1 byte: type in the low 4 bits, flags above]
 * [8 bytes: expiry in ms since the epoch, if EXPIRES]
 * [4 bytes: seconds of the last access, if CLOCKED]
 * [the value; if LARGE instead of it: 4 bytes its number in the BlobTable, 4 bytes its length]
 * }</pre>
 *
 * Numbers in the order of this machine, since a map never leaves its process. Stateless.
 */
final class EntryRecord {
  /** The value has an expiry. */
  static final int EXPIRES = 0x10;

  /** The value has an access clock. */
  static final int CLOCKED = 0x20;

  /** The value lies in an allocation of its own. */
  static final int LARGE = 0x40;

  static final int TYPE_MASK = 0x0F;
  static final int MAX_HEAD_BYTES = 1 + 8 + 4;

  /** Bytes that stand for a large value. */
  static final int STUB_BYTES = 8;

  /** Bytes of the longest record: a value of {@code BLOB_BYTES} is a large one already. */
  static final int MAX_BYTES = MAX_HEAD_BYTES + io.ember.engine.BlobAllocator.BLOB_BYTES - 1;

  private EntryRecord() {}

  /** {@return how many bytes lie before the value} */
  static int headBytes(int flags) {
    return 1 + (flags & EXPIRES) / EXPIRES * 8 + (flags & CLOCKED) / CLOCKED * 4;
  }

  /** {@return the flags for a record with this expiry} */
  static int flags(long expiresAtMs, boolean clocked) {
    return (expiresAtMs == EntryView.NO_EXPIRY ? 0 : EXPIRES) | (clocked ? CLOCKED : 0);
  }

  /** Writes what lies before the value. {@return the address of the value} */
  static long writeHead(long record, byte type, int flags, long expiresAtMs, int clock) {
    RawMemory.putByte(record, (byte) (type | flags));
    long at = record + 1;
    if ((flags & EXPIRES) != 0) {
      RawMemory.putLong(at, expiresAtMs);
      at += 8;
    }
    if ((flags & CLOCKED) != 0) {
      RawMemory.putInt(at, clock);
      at += 4;
    }
    return at;
  }

  /** {@return the first byte} */
  static int head(long record) {
    return RawMemory.getByte(record);
  }

  static long expiresAtMs(long record) {
    return (head(record) & EXPIRES) == 0 ? EntryView.NO_EXPIRY : RawMemory.getLong(record + 1);
  }

  /** {@return where a clocked record keeps the time of its last access} */
  static long clockAddress(long record) {
    return record + 1 + (head(record) & EXPIRES) / EXPIRES * 8L;
  }
}
