package io.ember.offheap;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import sun.misc.Unsafe;

/**
 * Memory by address: the one place that names {@link Unsafe}.
 *
 * <p>Nothing is checked. Short runs, which make up the traffic, are moved eight bytes at a time,
 * with a last step that may overlap the one before; long ones by the JVM's own routine. Stateless,
 * any thread.
 */
final class RawMemory {
  private static final Unsafe UNSAFE = unsafe();
  private static final long ARRAY = Unsafe.ARRAY_BYTE_BASE_OFFSET;

  /** From this many bytes on, the call into the JVM pays. */
  private static final int LONG_RUN = 256;

  /** Where a direct buffer keeps its address. */
  private static final long BUFFER_ADDRESS = bufferAddressOffset();

  private RawMemory() {}

  private static Unsafe unsafe() {
    try {
      Field field = Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static long bufferAddressOffset() {
    try {
      return UNSAFE.objectFieldOffset(Buffer.class.getDeclaredField("address"));
    } catch (NoSuchFieldException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** {@return the address of a direct buffer's first byte} */
  static long addressOf(ByteBuffer direct) {
    return UNSAFE.getLong(direct, BUFFER_ADDRESS);
  }

  /**
   * {@return the address of fresh memory of any content}
   *
   * @throws OutOfMemoryError if there is none
   */
  static long allocate(long bytes) {
    return UNSAFE.allocateMemory(bytes);
  }

  /** Changes the size of an allocation, keeping what fits. {@return its address from here on} */
  static long reallocate(long address, long bytes) {
    return UNSAFE.reallocateMemory(address, bytes);
  }

  static void free(long address) {
    UNSAFE.freeMemory(address);
  }

  static byte getByte(long address) {
    return UNSAFE.getByte(address);
  }

  static int getInt(long address) {
    return UNSAFE.getInt(address);
  }

  static long getLong(long address) {
    return UNSAFE.getLong(address);
  }

  static void putByte(long address, byte value) {
    UNSAFE.putByte(address, value);
  }

  static void putInt(long address, int value) {
    UNSAFE.putInt(address, value);
  }

  static void putLong(long address, long value) {
    UNSAFE.putLong(address, value);
  }

  /** {@return eight bytes of the array in the order of this machine} */
  static long getLong(byte[] array, int offset) {
    return UNSAFE.getLong(array, ARRAY + offset);
  }

  /** {@return four bytes of the array in the order of this machine} */
  static int getInt(byte[] array, int offset) {
    return UNSAFE.getInt(array, ARRAY + offset);
  }

  static void zero(long address, long bytes) {
    UNSAFE.setMemory(address, bytes, (byte) 0);
  }

  /** Array to memory. */
  static void copyIn(byte[] source, int offset, int count, long address) {
    long from = ARRAY + offset;
    if (count >= LONG_RUN) {
      UNSAFE.copyMemory(source, from, null, address, count);
    } else if (count >= 8) {
      long last = count - 8L;
      for (long i = 0; i < last; i += 8) {
        UNSAFE.putLong(address + i, UNSAFE.getLong(source, from + i));
      }
      UNSAFE.putLong(address + last, UNSAFE.getLong(source, from + last));
    } else {
      for (int i = 0; i < count; i++) {
        UNSAFE.putByte(address + i, source[offset + i]);
      }
    }
  }

  /** Memory to array. */
  static void copyOut(long address, byte[] target, int offset, int count) {
    long to = ARRAY + offset;
    if (count >= LONG_RUN) {
      UNSAFE.copyMemory(null, address, target, to, count);
    } else if (count >= 8) {
      long last = count - 8L;
      for (long i = 0; i < last; i += 8) {
        UNSAFE.putLong(target, to + i, UNSAFE.getLong(address + i));
      }
      UNSAFE.putLong(target, to + last, UNSAFE.getLong(address + last));
    } else {
      for (int i = 0; i < count; i++) {
        target[offset + i] = UNSAFE.getByte(address + i);
      }
    }
  }

  /** Memory to memory; the runs do not overlap. */
  static void copy(long from, long to, long count) {
    if (count >= LONG_RUN) {
      UNSAFE.copyMemory(from, to, count);
      return;
    }
    long i = 0;
    for (; i + 8 <= count; i += 8) {
      UNSAFE.putLong(to + i, UNSAFE.getLong(from + i));
    }
    for (; i < count; i++) {
      UNSAFE.putByte(to + i, UNSAFE.getByte(from + i));
    }
  }

  /** {@return whether the array and the memory hold the same bytes} */
  static boolean same(byte[] array, int offset, int count, long address) {
    if (count < 8) {
      for (int i = 0; i < count; i++) {
        if (array[offset + i] != UNSAFE.getByte(address + i)) {
          return false;
        }
      }
      return true;
    }
    long from = ARRAY + offset;
    long last = count - 8L;
    for (long i = 0; i < last; i += 8) {
      if (UNSAFE.getLong(array, from + i) != UNSAFE.getLong(address + i)) {
        return false;
      }
    }
    return UNSAFE.getLong(array, from + last) == UNSAFE.getLong(address + last);
  }
}
