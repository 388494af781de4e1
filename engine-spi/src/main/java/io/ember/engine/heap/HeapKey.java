package io.ember.engine.heap;

import io.ember.engine.Key;
import java.util.Arrays;

/**
 * The place of a key in its slot: first by position, which is the high 36 bits of the key's hash,
 * then by its bytes. A scan's cursor is such a position, so it means the same however the slot has
 * changed.
 */
final class HeapKey implements Comparable<HeapKey> {
  private static final int POSITION_SHIFT = 28;
  private static final byte[] NO_BYTES = {};

  private byte[] array = NO_BYTES;
  private int offset;
  private int length;
  private long position;

  /** {@return the position to which a hash or a random number belongs, 0 to 2^36 - 1} */
  static long positionOf(long hash) {
    return hash >>> POSITION_SHIFT;
  }

  /** {@return a key with its own copy of the bytes} */
  static HeapKey copyOf(Key key) {
    HeapKey copy = new HeapKey();
    copy.array = key.toByteArray();
    copy.length = copy.array.length;
    copy.position = positionOf(key.hash());
    return copy;
  }

  /** Points at somebody else's bytes, for looking them up. {@return this} */
  HeapKey point(Key key) {
    array = key.array();
    offset = key.offset();
    length = key.length();
    position = positionOf(key.hash());
    return this;
  }

  /** Becomes the first of all keys that may be at the position. {@return this} */
  HeapKey firstAt(long position) {
    array = NO_BYTES;
    offset = 0;
    length = 0;
    this.position = position;
    return this;
  }

  long position() {
    return position;
  }

  int length() {
    return length;
  }

  void copyTo(byte[] target, int targetOffset) {
    System.arraycopy(array, offset, target, targetOffset, length);
  }

  @Override
  public int compareTo(HeapKey other) {
    if (position != other.position) {
      return position < other.position ? -1 : 1;
    }
    return Arrays.compareUnsigned(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeapKey that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(position);
  }
}
