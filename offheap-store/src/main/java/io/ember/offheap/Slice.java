package io.ember.offheap;

/**
 * The key and value type of every slot map: bytes in an array, or at an address when the array is
 * empty. A flyweight that is pointed at one run after the other.
 */
public final class Slice {
  private static final byte[] NO_ARRAY = {};

  private byte[] array = NO_ARRAY;
  private int offset;
  private long address;
  private int length;

  /** An empty slice. */
  public Slice() {}

  /** Points at a run of an array. */
  Slice wrap(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
    this.address = 0;
    return this;
  }

  /** Points at memory. */
  Slice wrap(long address, int length) {
    this.array = NO_ARRAY;
    this.offset = 0;
    this.length = length;
    this.address = address;
    return this;
  }

  /** Points at its own copy of memory, in an array that is used again when it is large enough. */
  Slice copyOf(long from, int count) {
    byte[] target = array.length >= count && address == 0 ? array : new byte[count];
    RawMemory.copyOut(from, target, 0, count);
    return wrap(target, 0, count);
  }

  int length() {
    return length;
  }

  long hash() {
    return address != 0 ? Xxh64.hash(address, length) : Xxh64.hash(array, offset, length);
  }

  boolean sameAs(long other) {
    if (address == 0) {
      return RawMemory.same(array, offset, length, other);
    }
    for (int i = 0; i < length; i++) {
      if (RawMemory.getByte(address + i) != RawMemory.getByte(other + i)) {
        return false;
      }
    }
    return true;
  }

  void copyTo(long target) {
    if (address != 0) {
      RawMemory.copy(address, target, length);
    } else {
      RawMemory.copyIn(array, offset, length, target);
    }
  }

  /** {@return a copy of the bytes} */
  byte[] toByteArray() {
    byte[] copy = new byte[length];
    if (address != 0) {
      RawMemory.copyOut(address, copy, 0, length);
    } else {
      System.arraycopy(array, offset, copy, 0, length);
    }
    return copy;
  }
}
