package io.ember.engine.command;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The checksum at the end of what DUMP answers: the CRC of 64 bits by Jones, as Redis computes it
 * (polynomial 0xAD93D23594C935A9, reflected, starting at 0, not inverted).
 *
 * <p>Eight bytes a step ("slicing by 8"), since it runs on a lane over values of up to 512 MiB.
 * Stateless; allocates nothing.
 */
final class Crc64 {
  /** The polynomial with its bits in reverse order. */
  private static final long POLYNOMIAL = 0x95AC9329AC4BC9B5L;

  private static final int SLICES = 8;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** {@code TABLES[k][b]}: what byte b adds that has k further bytes behind it in its word. */
  private static final long[][] TABLES = tables();

  private Crc64() {}

  private static long[][] tables() {
    long[][] tables = new long[SLICES][256];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : POLYNOMIAL);
      }
      tables[0][b] = crc;
    }
    for (int k = 1; k < SLICES; k++) {
      for (int b = 0; b < 256; b++) {
        long before = tables[k - 1][b];
        tables[k][b] = (before >>> 8) ^ tables[0][(int) before & 0xFF];
      }
    }
    return tables;
  }

  /**
   * {@return the checksum of what {@code crc} is the checksum of, followed by these bytes}
   *
   * @param crc 0 for nothing
   */
  static long update(long crc, byte[] array, int offset, int length) {
    long sum = crc;
    int at = offset;
    int end = offset + length;
    for (int lastWord = end - Long.BYTES; at <= lastWord; at += Long.BYTES) {
      long word = sum ^ (long) WORDS.get(array, at);
      sum =
          TABLES[7][(int) word & 0xFF]
              ^ TABLES[6][(int) (word >>> 8) & 0xFF]
              ^ TABLES[5][(int) (word >>> 16) & 0xFF]
              ^ TABLES[4][(int) (word >>> 24) & 0xFF]
              ^ TABLES[3][(int) (word >>> 32) & 0xFF]
              ^ TABLES[2][(int) (word >>> 40) & 0xFF]
              ^ TABLES[1][(int) (word >>> 48) & 0xFF]
              ^ TABLES[0][(int) (word >>> 56)];
    }
    for (; at < end; at++) {
      sum = (sum >>> 8) ^ TABLES[0][(int) (sum ^ array[at]) & 0xFF];
    }
    return sum;
  }
}
