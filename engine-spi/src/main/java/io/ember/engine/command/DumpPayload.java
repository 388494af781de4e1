package io.ember.engine.command;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The frame of what DUMP answers and RESTORE takes, as in Redis: a byte for the type, the value in
 * RDB format, the version of that format in 2 bytes, and a {@link Crc64} of all that in 8; numbers
 * in the frame have their lowest byte first. Stateless.
 */
final class DumpPayload {
  /** What DUMP writes: the version of Redis 7.0, which every later one reads. */
  static final int VERSION = 10;

  /** The newest version that RESTORE takes, that of Redis 7.4: strings are the same in all. */
  static final int NEWEST_VERSION = 12;

  /** The type of a string. */
  static final int STRING = 0;

  /** Most bytes in front of a string that is not encoded. */
  static final int MAX_HEAD_BYTES = 1 + 5;

  static final int VERSION_BYTES = 2;
  static final int CRC_BYTES = 8;

  /** Bytes behind the value. */
  static final int FOOTER_BYTES = VERSION_BYTES + CRC_BYTES;

  private static final int SIX_BITS = 1 << 6;
  private static final int FOURTEEN_BITS = 1 << 14;
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private DumpPayload() {}

  /** Writes type and length of a string whose bytes follow. {@return how many bytes it wrote} */
  static int writeHead(byte[] target, int length) {
    target[0] = STRING;
    if (length < SIX_BITS) {
      target[1] = (byte) length;
      return 2;
    }
    if (length < FOURTEEN_BITS) {
      target[1] = (byte) (0x40 | length >> 8);
      target[2] = (byte) length;
      return 3;
    }
    target[1] = (byte) RdbString.LENGTH_32;
    BIG_INTS.set(target, 2, length);
    return MAX_HEAD_BYTES;
  }

  /**
   * Writes type and value of a string that is such an integer. {@return how many bytes it wrote}
   */
  static int writeInteger(byte[] target, int value) {
    target[0] = STRING;
    if (value == (byte) value) {
      target[1] = (byte) RdbString.INT_8;
      target[2] = (byte) value;
      return 3;
    }
    if (value == (short) value) {
      target[1] = (byte) RdbString.INT_16;
      SHORTS.set(target, 2, (short) value);
      return 4;
    }
    target[1] = (byte) RdbString.INT_32;
    INTS.set(target, 2, value);
    return 6;
  }

  /** Writes what stands behind the value. {@return the end of the payload} */
  static int writeFooter(byte[] target, int offset, int valueEnd, long crcBefore) {
    SHORTS.set(target, valueEnd, (short) VERSION);
    int crcAt = valueEnd + VERSION_BYTES;
    LONGS.set(target, crcAt, Crc64.update(crcBefore, target, offset, crcAt - offset));
    return crcAt + CRC_BYTES;
  }

  /** {@return the version in a footer} */
  static int version(byte[] footer) {
    return (short) SHORTS.get(footer, 0) & 0xFFFF;
  }

  /** {@return the checksum in a footer} */
  static long crc(byte[] footer) {
    return (long) LONGS.get(footer, VERSION_BYTES);
  }
}
