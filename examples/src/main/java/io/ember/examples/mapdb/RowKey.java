package io.ember.examples.mapdb;

import io.ember.engine.Key;
import java.nio.ByteBuffer;

/**
 * The key of an entry in MapDB: 2 bytes of slot, 5 bytes of position, the key itself. MapDB sorts
 * the bytes, so the entries of a slot lie together, in an order that nothing changes: a scan's
 * cursor is the position at which it goes on. Stateless.
 */
final class RowKey {
  private static final int SLOT_BYTES = 2;
  private static final int HEADER_BYTES = SLOT_BYTES + 5;

  /** A position has 36 bits, as a cursor may have. */
  private static final int POSITION_SHIFT = 28;

  private RowKey() {}

  static byte[] of(Key key) {
    byte[] row = header(key.slot(), positionOf(key.hash()), key.length());
    System.arraycopy(key.array(), key.offset(), row, HEADER_BYTES, key.length());
    return row;
  }

  /** {@return what is not behind any key of the slot at that position} */
  static byte[] firstAt(int slot, long position) {
    return header(slot, position, 0);
  }

  /** {@return what is behind every key of the slot} */
  static byte[] endOf(int slot) {
    return header(slot + 1, 0, 0);
  }

  private static byte[] header(int slot, long position, int keyBytes) {
    byte[] row = new byte[HEADER_BYTES + keyBytes];
    ByteBuffer.wrap(row)
        .putShort((short) slot)
        .put((byte) (position >>> Integer.SIZE))
        .putInt((int) position);
    return row;
  }

  /** {@return the position to which a hash or a random number belongs} */
  static long positionOf(long hash) {
    return hash >>> POSITION_SHIFT;
  }

  static long position(byte[] row) {
    ByteBuffer header = ByteBuffer.wrap(row, SLOT_BYTES, HEADER_BYTES - SLOT_BYTES);
    return (long) header.get() << Integer.SIZE | Integer.toUnsignedLong(header.getInt());
  }

  static int keyLength(byte[] row) {
    return row.length - HEADER_BYTES;
  }

  static void copyKey(byte[] row, byte[] target, int targetOffset) {
    System.arraycopy(row, HEADER_BYTES, target, targetOffset, keyLength(row));
  }
}
