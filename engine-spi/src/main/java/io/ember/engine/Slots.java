package io.ember.engine;

/**
 * Hash slots as the Redis Cluster specification defines them: CRC16 (XMODEM) of the key's hash tag,
 * modulo 16384.
 *
 * <p>The tag is what stands between the first <code>{</code> and the first <code>}</code> after it;
 * without both, or with nothing in between, the whole key counts. Stateless.
 */
public final class Slots {
  /** How many slots a cluster has. */
  public static final int SLOT_COUNT = 16384;

  private static final char[] CRC16 = crc16Table();

  private Slots() {}

  /** {@return the slot of the whole array as a key} */
  public static int keySlot(byte[] key) {
    return keySlot(key, 0, key.length);
  }

  /** {@return the slot of the key in {@code [offset, offset + length)}} */
  public static int keySlot(byte[] array, int offset, int length) {
    int end = offset + length;
    for (int open = offset; open < end; open++) {
      if (array[open] == '{') {
        for (int close = open + 1; close < end; close++) {
          if (array[close] == '}') {
            return close == open + 1
                ? crc16(array, offset, end) & SLOT_COUNT - 1
                : crc16(array, open + 1, close) & SLOT_COUNT - 1;
          }
        }
        break;
      }
    }
    return crc16(array, offset, end) & SLOT_COUNT - 1;
  }

  private static int crc16(byte[] array, int from, int to) {
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc = (crc << 8 ^ CRC16[(crc >>> 8 ^ array[i]) & 0xFF]) & 0xFFFF;
    }
    return crc;
  }

  private static char[] crc16Table() {
    char[] table = new char[256];
    for (int i = 0; i < 256; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
      }
      table[i] = (char) crc;
    }
    return table;
  }
}
