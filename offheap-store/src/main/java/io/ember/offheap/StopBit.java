package io.ember.offheap;

/**
 * Numbers as Chronicle writes the sizes of keys and values: seven bits a byte, least significant
 * first, the high bit says that more follow. Only what an {@code int} holds. Stateless.
 */
final class StopBit {
  private StopBit() {}

  /**
   * {@return the number at the address in the low 32 bits, how many bytes it takes in the high 32}
   */
  static long read(long address) {
    int first = RawMemory.getByte(address);
    return first >= 0 ? first | 1L << 32 : readLong(address);
  }

  private static long readLong(long address) {
    long value = 0;
    for (int i = 0; ; i++) {
      int b = RawMemory.getByte(address + i);
      value |= (long) (b & 0x7F) << (7 * i);
      if (b >= 0) {
        return value | (long) (i + 1) << 32;
      }
    }
  }

  /** {@return the number in an answer of {@link #read}} */
  static int value(long read) {
    return (int) read;
  }

  /** {@return how many bytes the number takes, of an answer of {@link #read}} */
  static int bytes(long read) {
    return (int) (read >>> 32);
  }

  /** Writes a number. {@return the address behind it} */
  static long write(long address, int value) {
    long at = address;
    int left = value;
    for (; left > 0x7F; left >>>= 7) {
      RawMemory.putByte(at++, (byte) (left | 0x80));
    }
    RawMemory.putByte(at++, (byte) left);
    return at;
  }

  /** {@return how many bytes a number that is not negative takes} */
  static int size(int value) {
    return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5;
  }
}
