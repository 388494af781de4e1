package io.ember.engine.command;

import org.jspecify.annotations.Nullable;

/**
 * Where a string lies in a payload of RESTORE, and in which form. Immutable.
 *
 * @param from where its bytes begin in the payload
 * @param storedBytes how many they are there, all within the payload
 * @param length how many the string has; of an integer 0, since its digits are not counted yet
 */
record RdbString(Form form, int from, int storedBytes, long length) {
  /** How the bytes of a string are written. */
  enum Form {
    /** As they are. */
    PLAIN,
    /** An integer of 1, 2 or 4 bytes, the lowest first, for its decimal form. */
    INTEGER,
    /** Compressed, see {@link LzfDecoder}. */
    LZF
  }

  static final int INT_8 = 0xC0;
  static final int INT_16 = 0xC1;
  static final int INT_32 = 0xC2;
  static final int LZF = 0xC3;
  static final int LENGTH_32 = 0x80;
  static final int LENGTH_64 = 0x81;

  /** Most bytes in front of those of the string: the type, the form, two lengths. */
  static final int MAX_HEAD_BYTES = 1 + 1 + 9 + 9;

  /**
   * Reads what stands in front of a string.
   *
   * @param head the first bytes of the payload, {@link #MAX_HEAD_BYTES} of them or up to {@code
   *     end}
   * @param end where the value must have ended in the payload; what is between is ignored, as by
   *     Redis
   * @return null if it is malformed, or announces more than can be there
   */
  static @Nullable RdbString read(byte[] head, int end) {
    Reader reader = new Reader(head, end);
    return switch (reader.peek()) {
      case INT_8 -> reader.integer(Byte.BYTES);
      case INT_16 -> reader.integer(Short.BYTES);
      case INT_32 -> reader.integer(Integer.BYTES);
      case LZF -> reader.compressed();
      default -> reader.plain();
    };
  }

  /** Goes through the head; a byte behind its end, or a malformed length, is -1. */
  private static final class Reader {
    private final byte[] head;
    private final int end;
    private int at = 1;

    Reader(byte[] head, int end) {
      this.head = head;
      this.end = end;
    }

    int peek() {
      return at < Math.min(end, head.length) ? head[at] & 0xFF : -1;
    }

    int next() {
      int value = peek();
      at++;
      return value;
    }

    long length() {
      int first = next();
      if (first == LENGTH_32) {
        return bigEndian(Integer.BYTES);
      } else if (first == LENGTH_64) {
        return bigEndian(Long.BYTES);
      }
      return switch (first >> 6) {
        case 1 -> (long) (first & 0x3F) << 8 | bigEndian(1);
        // A form where a length has to stand: Redis takes its number for the length.
        case 0, 3 -> first & 0x3F;
        default -> -1;
      };
    }

    /** Below 0 if it has 64 bits, or bytes are missing: neither can be a length. */
    private long bigEndian(int byteCount) {
      long value = 0;
      for (int i = 0; i < byteCount; i++) {
        int next = next();
        if (next < 0) {
          return -1;
        }
        value = value << 8 | next;
      }
      return value;
    }

    @Nullable RdbString integer(int byteCount) {
      at++;
      return bytes(Form.INTEGER, byteCount, 0);
    }

    @Nullable RdbString compressed() {
      at++;
      long storedBytes = length();
      long length = length();
      if (storedBytes <= 0 || storedBytes > end || length <= 0) {
        return null;
      }
      boolean isPossible = length <= storedBytes * LzfDecoder.MAX_EXPANSION;
      return bytes(Form.LZF, isPossible ? storedBytes : -1, length);
    }

    @Nullable RdbString plain() {
      long length = peek() > LZF ? -1 : length();
      return bytes(Form.PLAIN, length, length);
    }

    private @Nullable RdbString bytes(Form form, long storedBytes, long length) {
      if (storedBytes < 0 || storedBytes > end - at) {
        return null;
      }
      return new RdbString(form, at, (int) storedBytes, length);
    }
  }
}
