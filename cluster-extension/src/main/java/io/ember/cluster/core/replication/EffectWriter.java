package io.ember.cluster.core.replication;

import io.ember.cluster.model.Logs;
import io.ember.engine.Blob;
import io.ember.engine.Bytes;
import io.ember.engine.EffectSink;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.RemovalReason;
import java.util.Arrays;

/**
 * Collects the effects of one call as bytes, each with its slot in front, ready to be a record.
 *
 * <p>An effect is a kind (1 byte), a slot (2), and by its kind a key with its length (2), then: of
 * a put the type (1), expiry (8), length (4) and bytes of the value; of a write the type (1),
 * position (4), length (4) and bytes; of an expiry the time (8); of a removal its reason (1). All
 * big-endian.
 *
 * <p>Allocates only to grow. Owner thread: the lane.
 */
final class EffectWriter implements EffectSink {
  static final byte EPOCH = 0;
  static final byte PUT = 1;
  static final byte WRITE = 2;
  static final byte EXPIRE = 3;
  static final byte REMOVE = 4;
  static final byte CLEAR = 5;

  static final byte BY_CALL = 0;
  static final byte BY_EXPIRY = 1;
  static final byte BY_EVICTION = 2;

  private static final int FIRST_BYTES = 4096;

  /** A buffer that a large value has made larger than this is not kept. */
  private static final int KEPT_BYTES = 1 << 20;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int[] starts = new int[16];
  private int length;
  private int count;
  private int logs;

  /** Forgets what was collected. */
  void clear() {
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[FIRST_BYTES];
    }
    length = 0;
    count = 0;
    logs = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** {@return a bit for each log that an effect belongs to} */
  int logs() {
    return logs;
  }

  /** {@return how many effects there are} */
  int count() {
    return count;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** {@return where an effect begins} */
  int start(int effect) {
    return effect == count ? length : starts[effect];
  }

  /** {@return the slot of an effect} */
  int slot(int effect) {
    int at = starts[effect] + 1;
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }

  @Override
  public void put(Key key, byte type, Bytes value, long expiresAtMs) {
    beginPut(key, type, value.length(), expiresAtMs);
    System.arraycopy(value.array(), value.offset(), bytes, length, value.length());
    length += value.length();
  }

  @Override
  public void put(Key key, byte type, Blob value, long expiresAtMs) {
    beginPut(key, type, value.length(), expiresAtMs);
    value.copyTo(0, bytes, length, value.length());
    length += value.length();
  }

  /** An entry as it is, for a stream of slots. */
  void put(int slot, EntryView entry) {
    int keyLength = entry.keyLength();
    begin(PUT, slot, 2 + keyLength + 1 + 8 + 4 + entry.length());
    putShort(keyLength);
    entry.copyKey(bytes, length);
    length += keyLength;
    putByte(entry.type());
    putLong(entry.expiresAtMs());
    putInt(entry.length());
    entry.copyTo(0, bytes, length, entry.length());
    length += entry.length();
  }

  private void beginPut(Key key, byte type, int valueLength, long expiresAtMs) {
    begin(PUT, key.slot(), 2 + key.length() + 1 + 8 + 4 + valueLength);
    putKey(key);
    putByte(type);
    putLong(expiresAtMs);
    putInt(valueLength);
  }

  @Override
  public void write(Key key, byte type, int position, Bytes written) {
    begin(WRITE, key.slot(), 2 + key.length() + 1 + 4 + 4 + written.length());
    putKey(key);
    putByte(type);
    putInt(position);
    putInt(written.length());
    System.arraycopy(written.array(), written.offset(), bytes, length, written.length());
    length += written.length();
  }

  @Override
  public void expire(Key key, long expiresAtMs) {
    begin(EXPIRE, key.slot(), 2 + key.length() + 8);
    putKey(key);
    putLong(expiresAtMs);
  }

  @Override
  public void remove(Key key, RemovalReason reason) {
    begin(REMOVE, key.slot(), 2 + key.length() + 1);
    putKey(key);
    putByte(
        switch (reason) {
          case CALL -> BY_CALL;
          case EXPIRED -> BY_EXPIRY;
          case EVICTED -> BY_EVICTION;
        });
  }

  @Override
  public void clear(int slot) {
    begin(CLEAR, slot, 0);
  }

  private void begin(byte kind, int slot, int rest) {
    int needed = Math.addExact(length, 3 + rest);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * Math.min(bytes.length, 1 << 29)));
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
    }
    starts[count++] = length;
    logs |= 1 << Logs.of(slot);
    putByte(kind);
    putShort(slot);
  }

  private void putKey(Key key) {
    putShort(key.length());
    System.arraycopy(key.array(), key.offset(), bytes, length, key.length());
    length += key.length();
  }

  private void putByte(byte value) {
    bytes[length++] = value;
  }

  private void putShort(int value) {
    putByte((byte) (value >>> 8));
    putByte((byte) value);
  }

  private void putInt(int value) {
    putShort(value >>> 16);
    putShort(value);
  }

  private void putLong(long value) {
    putInt((int) (value >>> 32));
    putInt((int) value);
  }

  /** {@return the record with which an epoch begins in a log} */
  static byte[] epochStart(long epoch) {
    EffectWriter writer = new EffectWriter();
    writer.begin(EPOCH, 0, 8);
    writer.putLong(epoch);
    return Arrays.copyOf(writer.bytes, writer.length);
  }
}
