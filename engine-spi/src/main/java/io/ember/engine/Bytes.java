package io.ember.engine;

import java.nio.charset.StandardCharsets;

/**
 * A run of bytes in somebody else's array: a flyweight that is pointed at one run after the other.
 *
 * <p>It owns nothing. Who hands one out says how long it stays valid; who wants to keep the bytes
 * takes {@link #toByteArray}. One thread at a time.
 */
public final class Bytes {
  private static final byte[] EMPTY = {};

  private byte[] array = EMPTY;
  private int offset;
  private int length;

  /** Points at nothing: length 0. */
  public Bytes() {}

  /** {@return a flyweight over the whole array} */
  public static Bytes of(byte[] array) {
    return new Bytes().wrap(array, 0, array.length);
  }

  /** {@return a flyweight over the UTF-8 form of the text} */
  public static Bytes of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Points at {@code [offset, offset + length)} of the array, unchecked: the hot path knows its
   * bounds.
   */
  public Bytes wrap(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
    return this;
  }

  /** Forgets the array. */
  public void clear() {
    wrap(EMPTY, 0, 0);
  }

  public byte[] array() {
    return array;
  }

  /** {@return the position of the first byte in {@link #array}} */
  public int offset() {
    return offset;
  }

  /** {@return how many bytes} */
  public int length() {
    return length;
  }

  /** {@return the byte at the 0-based index} */
  public byte at(int index) {
    return array[offset + index];
  }

  /** {@return a copy that stays} */
  public byte[] toByteArray() {
    byte[] copy = new byte[length];
    System.arraycopy(array, offset, copy, 0, length);
    return copy;
  }

  /** {@return whether both hold the same bytes} */
  public boolean sameAs(byte[] other, int otherOffset, int otherLength) {
    return java.util.Arrays.equals(
        array, offset, offset + length, other, otherOffset, otherOffset + otherLength);
  }

  /**
   * {@return whether the bytes are this ASCII word, in any mixture of cases; {@code upper} is in
   * upper case}
   */
  public boolean isWord(String upper) {
    if (length != upper.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int b = array[offset + i];
      if (b >= 'a' && b <= 'z') {
        b -= 'a' - 'A';
      }
      if (b != upper.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** {@return the bytes as UTF-8 text, for messages and cold code} */
  public String toText() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    // Never the content: a value or a secret must not reach a log by accident.
    return "Bytes[" + length + "]";
  }
}
