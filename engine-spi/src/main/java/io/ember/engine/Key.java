package io.ember.engine;

/**
 * A key with what was computed of it once: its slot and the hash by which its store finds it.
 *
 * <p>A flyweight like {@link Bytes}: valid as long as whoever handed it out says. The hash comes
 * from the {@link KeyHasher} of the store in use and must not be mixed with that of another store.
 */
public final class Key {
  private final Bytes bytes = new Bytes();
  private int slot;
  private long hash;

  /** Points at the bytes and computes slot and hash. */
  public Key set(byte[] array, int offset, int length, KeyHasher hasher) {
    return set(
        array,
        offset,
        length,
        Slots.keySlot(array, offset, length),
        hasher.hash(array, offset, length));
  }

  /** Points at the bytes with a slot and a hash that are known already. */
  public Key set(byte[] array, int offset, int length, int slot, long hash) {
    bytes.wrap(array, offset, length);
    this.slot = slot;
    this.hash = hash;
    return this;
  }

  /** Points where the other one points. */
  public Key set(Key other) {
    return set(other.array(), other.offset(), other.length(), other.slot, other.hash);
  }

  public byte[] array() {
    return bytes.array();
  }

  public int offset() {
    return bytes.offset();
  }

  public int length() {
    return bytes.length();
  }

  /** {@return the hash slot, 0 to 16383} */
  public int slot() {
    return slot;
  }

  /** {@return the hash of the whole key by the {@link KeyHasher} of the store} */
  public long hash() {
    return hash;
  }

  /** {@return the bytes of the key, valid as long as this key} */
  public Bytes bytes() {
    return bytes;
  }

  /** {@return a copy of the bytes that stays} */
  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  /** {@return a key over its own copy of the bytes} */
  public Key copy() {
    byte[] own = toByteArray();
    return new Key().set(own, 0, own.length, slot, hash);
  }

  @Override
  public String toString() {
    return "Key[length=" + length() + " slot=" + slot + "]";
  }
}
