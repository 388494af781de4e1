package io.ember.engine;

import org.jspecify.annotations.Nullable;

/**
 * One entry of a slot store, seen in place: a flyweight that the store points at what it found.
 *
 * <p>Valid until the next call of any method on the same {@link SlotStores}, except for reads
 * through the view itself. Owner thread: that of the store.
 */
public abstract class EntryView {
  /** What {@link #expiresAtMs} answers for an entry that does not expire. */
  public static final long NO_EXPIRY = -1;

  /** {@return how many bytes the key has} */
  public abstract int keyLength();

  /** Copies the whole key into the array. */
  public abstract void copyKey(byte[] target, int targetOffset);

  /** {@return the code of the {@link ValueType}} */
  public abstract byte type();

  /** {@return when the entry expires, in ms since the epoch, or {@link #NO_EXPIRY}} */
  public abstract long expiresAtMs();

  /** {@return how many bytes the value has} */
  public abstract int length();

  /** Copies {@code count} bytes of the value from {@code from} on into the array. */
  public abstract void copyTo(int from, byte[] target, int targetOffset, int count);

  /**
   * {@return the value's own allocation if it is that large, not retained for the caller; null for
   * a small value}
   */
  public abstract @Nullable Blob blob();

  /**
   * {@return how many bytes of memory the entry takes, its share of bookkeeping included, as MEMORY
   * USAGE tells}
   */
  public abstract long footprintBytes();

  /** {@return seconds since the last access, or -1 if the store does not track accesses} */
  public abstract long idleSeconds();

  /** {@return a copy of the key} */
  public final byte[] keyBytes() {
    byte[] key = new byte[keyLength()];
    copyKey(key, 0);
    return key;
  }

  /** {@return a copy of the value} */
  public final byte[] valueBytes() {
    byte[] value = new byte[length()];
    copyTo(0, value, 0, value.length);
    return value;
  }

  /** {@return whether the entry has expired at that time} */
  public final boolean isExpiredAt(long nowMs) {
    long at = expiresAtMs();
    return at != NO_EXPIRY && at <= nowMs;
  }
}
