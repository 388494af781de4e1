package io.ember.cluster.core.effect;

import io.ember.cluster.model.Logs;
import io.ember.cluster.model.MigrationId;
import io.ember.engine.Blob;
import io.ember.engine.Bytes;
import io.ember.engine.EffectSink;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.RemovalReason;
import java.util.Arrays;

/**
 * Collects effects as bytes, each with its slot in front, ready to be a record or a batch.
 *
 * <p>An effect is a kind (1 byte), a slot (2), and by its kind a key with its length (2), then: of
 * a put the type (1), expiry (8), length (4) and bytes of the value; of a write the type (1),
 * position (4), length (4) and bytes; of an expiry the time (8); of a removal its reason (1). That
 * a slot is staged or adopted has a migration's id (8) and attempt (8) and no key, that it is
 * cleared or dropped has nothing more. All big-endian.
 *
 * <p>Allocates only to grow. Owner thread: the lane.
 */
public final class EffectWriter implements EffectSink {
  static final byte EPOCH = 0;
  static final byte PUT = 1;
  static final byte WRITE = 2;
  static final byte EXPIRE = 3;
  static final byte REMOVE = 4;
  static final byte CLEAR = 5;
  static final byte STAGE = 6;
  static final byte ADOPT = 7;
  static final byte DROP = 8;

  static final byte BY_CALL = 0;
  static final byte BY_EXPIRY = 1;
  static final byte BY_EVICTION = 2;

  private static final int FIRST_BYTES = 4096;
  private static final int FIRST_EFFECTS = 16;
  private static final int KEPT_EFFECTS = 1 << 14;

  /** A buffer that a large value has made larger than this is not kept. */
  private static final int KEPT_BYTES = 1 << 20;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int[] starts = new int[FIRST_EFFECTS];
  private int length;
  private int count;
  private int logs;

  /** Forgets what was collected. */
  public void clear() {
    if (bytes.length > KEPT_BYTES || starts.length > KEPT_EFFECTS) {
      bytes = new byte[FIRST_BYTES];
      starts = new int[FIRST_EFFECTS];
    }
    length = 0;
    count = 0;
    logs = 0;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** {@return a bit for each log that an effect belongs to} */
  public int logs() {
    return logs;
  }

  /** {@return how many effects there are} */
  public int count() {
    return count;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** {@return where an effect begins} */
  public int start(int effect) {
    return effect == count ? length : starts[effect];
  }

  /** {@return the slot of an effect} */
  public int slot(int effect) {
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
  public void put(int slot, EntryView entry) {
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

  /** The first bytes of an entry that is sent in parts, as a value of its own. */
  public void putPart(int slot, EntryView entry, int part) {
    int keyLength = entry.keyLength();
    begin(PUT, slot, 2 + keyLength + 1 + 8 + 4 + part);
    putShort(keyLength);
    entry.copyKey(bytes, length);
    length += keyLength;
    putByte(entry.type());
    putLong(entry.expiresAtMs());
    putInt(part);
    entry.copyTo(0, bytes, length, part);
    length += part;
  }

  /** Some bytes of an entry that is sent in parts. */
  public void writePart(int slot, EntryView entry, int from, int part) {
    int keyLength = entry.keyLength();
    begin(WRITE, slot, 2 + keyLength + 1 + 4 + 4 + part);
    putShort(keyLength);
    entry.copyKey(bytes, length);
    length += keyLength;
    putByte(entry.type());
    putInt(from);
    putInt(part);
    entry.copyTo(from, bytes, length, part);
    length += part;
  }

  /** A slot is emptied, and what follows in it is staged by an attempt of a migration. */
  public void stage(int slot, MigrationId id, long attempt) {
    marked(STAGE, slot, id, attempt);
  }

  /** What a migration has staged is the content of the slot. */
  public void adopt(int slot, MigrationId id, long attempt) {
    marked(ADOPT, slot, id, attempt);
  }

  private void marked(byte kind, int slot, MigrationId id, long attempt) {
    begin(kind, slot, 8 + 8);
    putLong(id.value());
    putLong(attempt);
  }

  /** A slot that has left, or was staged in vain, is emptied, and nothing is known of it. */
  public void drop(int slot) {
    begin(DROP, slot, 0);
  }

  /** An effect as another writer has it. */
  public void copy(EffectWriter other, int effect) {
    int from = other.start(effect);
    int count = other.start(effect + 1) - from;
    begin(other.bytes[from], other.slot(effect), count - 3);
    System.arraycopy(other.bytes, from + 3, bytes, length, count - 3);
    length += count - 3;
  }

  // ---- looking at an effect

  /** {@return whether an effect is about one key} */
  public boolean hasKey(int effect) {
    byte kind = bytes[starts[effect]];
    return kind >= PUT && kind <= REMOVE;
  }

  /** {@return a copy of the key of an effect that has one} */
  public byte[] key(int effect) {
    int at = starts[effect] + 3;
    int keyLength = ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
    return Arrays.copyOfRange(bytes, at + 2, at + 2 + keyLength);
  }

  /** {@return whether an effect empties its slot} */
  public boolean empties(int effect) {
    return bytes[starts[effect]] == CLEAR;
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

  /** A key is gone because somebody removed it. */
  public void remove(int slot, byte[] key) {
    begin(REMOVE, slot, 2 + key.length + 1);
    putShort(key.length);
    System.arraycopy(key, 0, bytes, length, key.length);
    length += key.length;
    putByte(BY_CALL);
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
  public static byte[] epochStart(long epoch) {
    EffectWriter writer = new EffectWriter();
    writer.begin(EPOCH, 0, 8);
    writer.putLong(epoch);
    return Arrays.copyOf(writer.bytes, writer.length);
  }
}
