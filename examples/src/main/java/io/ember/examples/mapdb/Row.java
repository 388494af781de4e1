package io.ember.examples.mapdb;

import io.ember.engine.EntryView;
import java.nio.ByteBuffer;

/**
 * What MapDB keeps of an entry: type, expiry, last access, then the value; of a large value the
 * number under which {@link MapDbSlotStores} has its blob. Immutable: a change makes a new one.
 *
 * @param bytes as MapDB has them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Row(byte[] bytes) {
  private static final int TYPE = 0;
  private static final int IS_LARGE = 1;
  private static final int EXPIRES_AT = 2;
  private static final int ACCESSED_AT = 10;
  private static final int VALUE = 18;

  /** {@return a row with room for a value, which is still zeros} */
  static Row ofValue(byte type, long expiresAtMs, long accessedAtSeconds, int valueLength) {
    return make(type, false, expiresAtMs, accessedAtSeconds, valueLength);
  }

  /** {@return the row of a large value} */
  static Row ofBlob(byte type, long expiresAtMs, long accessedAtSeconds, long number) {
    Row row = make(type, true, expiresAtMs, accessedAtSeconds, Long.BYTES);
    ByteBuffer.wrap(row.bytes).putLong(VALUE, number);
    return row;
  }

  private static Row make(
      byte type, boolean isLarge, long expiresAtMs, long accessedAtSeconds, int length) {
    byte[] bytes = new byte[VALUE + length];
    ByteBuffer.wrap(bytes)
        .put(type)
        .put((byte) (isLarge ? 1 : 0))
        .putLong(expiresAtMs)
        .putLong(accessedAtSeconds);
    return new Row(bytes);
  }

  byte type() {
    return bytes[TYPE];
  }

  boolean isLarge() {
    return bytes[IS_LARGE] != 0;
  }

  long expiresAtMs() {
    return ByteBuffer.wrap(bytes).getLong(EXPIRES_AT);
  }

  boolean expires() {
    return expiresAtMs() != EntryView.NO_EXPIRY;
  }

  long accessedAtSeconds() {
    return ByteBuffer.wrap(bytes).getLong(ACCESSED_AT);
  }

  /** {@return under which number the large value is kept} */
  long blobNumber() {
    return ByteBuffer.wrap(bytes).getLong(VALUE);
  }

  int valueLength() {
    return bytes.length - VALUE;
  }

  void copyValue(int from, byte[] target, int targetOffset, int count) {
    System.arraycopy(bytes, VALUE + from, target, targetOffset, count);
  }

  /** Fills in the value; before anybody else has the row. {@return this} */
  Row writeValue(int at, byte[] source, int offset, int count) {
    System.arraycopy(source, offset, bytes, VALUE + at, count);
    return this;
  }

  /** {@return the same with another expiry and another time of the last access} */
  Row with(long expiresAtMs, long accessedAtSeconds) {
    byte[] changed = bytes.clone();
    ByteBuffer.wrap(changed)
        .putLong(EXPIRES_AT, expiresAtMs)
        .putLong(ACCESSED_AT, accessedAtSeconds);
    return new Row(changed);
  }
}
