package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Keyspace;

/**
 * Integers as Redis reads and writes them: an optional minus, no plus, no leading zeros, no spaces,
 * 64 bits. Stateless; allocates nothing.
 */
final class Integers {
  /** Bytes of the longest: {@code -9223372036854775808}. */
  static final int MAX_BYTES = 20;

  private Integers() {}

  /** {@return whether the bytes are an integer of 64 bits in its only form} */
  static boolean isLong(byte[] array, int offset, int length) {
    if (length == 0 || length > MAX_BYTES) {
      return false;
    }
    if (length == 1) {
      return isDigit(array[offset]);
    }
    boolean negative = array[offset] == '-';
    int first = negative ? offset + 1 : offset;
    if (array[first] < '1' || array[first] > '9') {
      return false;
    }
    int digits = length - (negative ? 1 : 0);
    for (int i = first; i < offset + length; i++) {
      if (!isDigit(array[i])) {
        return false;
      }
    }
    if (digits < 19) {
      return true;
    }
    // Nineteen digits may be too many for 63 bits; twenty always are.
    long limit = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
    long rest = 0;
    for (int i = first; i < offset + length; i++) {
      int digit = array[i] - '0';
      if (rest < Long.MIN_VALUE / 10 || rest * 10 < limit + digit) {
        return false;
      }
      rest = rest * 10 - digit;
    }
    return true;
  }

  /** {@return the integer; only after {@link #isLong} said that it is one} */
  static long toLong(byte[] array, int offset, int length) {
    boolean negative = array[offset] == '-';
    // Below zero, where there is room for the smallest one.
    long value = 0;
    for (int i = negative ? offset + 1 : offset; i < offset + length; i++) {
      value = value * 10 - (array[i] - '0');
    }
    return negative ? value : -value;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** {@return whether the argument is an integer of 64 bits} */
  static boolean isLong(EngineCall call, int index) {
    return call.argumentBlob(index) == null
        && isLong(call.array(), call.argumentOffset(index), call.argumentLength(index));
  }

  /** {@return whether the argument is no integer, in which case that was answered} */
  static boolean isNotLong(EngineCall call, int index) {
    if (isLong(call, index)) {
      return false;
    }
    call.reply().error(CommandErrors.NOT_AN_INTEGER);
    return true;
  }

  /** {@return the argument as an integer; only after {@link #isLong} said that it is one} */
  static long toLong(EngineCall call, int index) {
    return toLong(call.array(), call.argumentOffset(index), call.argumentLength(index));
  }

  /** {@return whether the value of the entry is an integer of 64 bits} */
  static boolean isLong(EntryView entry, Keyspace keyspace) {
    int length = entry.length();
    if (length > MAX_BYTES) {
      return false;
    }
    byte[] scratch = keyspace.scratch(length);
    entry.copyTo(0, scratch, 0, length);
    return isLong(scratch, 0, length);
  }

  /** {@return how many bytes the decimal form of the number has} */
  static int decimalLength(long value) {
    int length = value < 0 ? 2 : 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      length++;
    }
    return length;
  }

  /** Writes the decimal form of the number. {@return its length} */
  static int write(long value, byte[] target, int offset) {
    int length = decimalLength(value);
    int at = offset + length;
    long rest = value;
    do {
      target[--at] = (byte) ('0' + Math.abs((int) (rest % 10)));
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      target[offset] = '-';
    }
    return length;
  }
}
