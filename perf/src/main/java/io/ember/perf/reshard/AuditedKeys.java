package io.ember.perf.reshard;

import io.ember.engine.Slots;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The keys of a run and what each must hold: values tell their key and a version, which each write
 * counts up. A key is written and checked by one thread at a time, and by another one only after
 * that has ended.
 */
final class AuditedKeys {
  /** Enough for the key and any version. */
  static final int MIN_VALUE_BYTES = 32;

  private static final int KEY_BYTES = 16;

  private final int valueBytes;
  private final int[] acknowledged;

  /** Above the acknowledged version when a write ended with an error, so that nobody knows. */
  private final int[] attempted;

  AuditedKeys(int count, int valueBytes) {
    this.valueBytes = valueBytes;
    acknowledged = new int[count];
    attempted = new int[count];
  }

  int count() {
    return acknowledged.length;
  }

  /** {@return bytes of a key and its value} */
  int entryBytes() {
    return KEY_BYTES + valueBytes;
  }

  /** {@return the key: its index in decimal after a letter} */
  static byte[] key(int index) {
    byte[] key = new byte[KEY_BYTES];
    Arrays.fill(key, (byte) '0');
    key[0] = 'k';
    for (int at = KEY_BYTES - 1, left = index; left > 0; left /= 10) {
      key[at--] = (byte) ('0' + left % 10);
    }
    return key;
  }

  /** {@return the slot of a key} */
  static int slot(byte[] key) {
    return Slots.keySlot(key, 0, key.length);
  }

  /** {@return how many of the keys are in these slots} */
  int countIn(BitSet slots) {
    int found = 0;
    for (int index = 0; index < count(); index++) {
      found += slots.get(slot(key(index))) ? 1 : 0;
    }
    return found;
  }

  /** {@return the value that keys have before the load begins} */
  byte[] firstValue(int index) {
    return value(index, 0);
  }

  /** Begins a write. {@return its value} */
  byte[] nextValue(int index) {
    return value(index, ++attempted[index]);
  }

  /** The write that was begun last was acknowledged. */
  void acknowledge(int index) {
    acknowledged[index] = attempted[index];
  }

  /**
   * {@return whether the value is that of the last acknowledged write, or of one after it of which
   * nobody knows}
   */
  boolean isRight(int index, byte[] value) {
    for (int version = acknowledged[index]; version <= attempted[index]; version++) {
      if (Arrays.equals(value, value(index, version))) {
        return true;
      }
    }
    return false;
  }

  private byte[] value(int index, int version) {
    byte[] value = new byte[valueBytes];
    Arrays.fill(value, (byte) '.');
    byte[] text = (index + ":" + version + ":").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, value, 0, text.length);
    return value;
  }
}
