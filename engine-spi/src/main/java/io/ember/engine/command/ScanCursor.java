package io.ember.engine.command;

import io.ember.engine.Bytes;
import io.ember.engine.SlotStore;
import io.ember.engine.Slots;

/**
 * Where a SCAN goes on: a lane, a slot of it and a position in that slot, as one unsigned number of
 * 64 bits.
 *
 * <p>The number is {@code (position * 16384 + slot) * lanes + lane}, so that no bit is lost to
 * lanes that do not exist: 36 bits of position, 14 of slot, 3 of 8 lanes. 0 is the beginning: no
 * walk goes on at the start of the first slot of the first lane. Any number stands for some place,
 * also one from a node with another number of lanes: such a SCAN begins or ends somewhere else, and
 * no worse.
 *
 * @param lane 0 to {@code lanes - 1}
 * @param slot 0 to 16383
 * @param position a cursor of {@link SlotStore#scan}
 */
record ScanCursor(int lane, int slot, long position) {
  /**
   * Most lanes with which every number is below 2^53: clients that keep cursors as floating point
   * numbers, such as those in JavaScript, round larger ones and would go on somewhere else.
   */
  static final int MAX_EXACT_LANES = 8;

  /** Most lanes with which every place has a number. */
  static final int MAX_LANES = 1024;

  /** {@return the number of this place} */
  long encode(int lanes) {
    return (position * Slots.SLOT_COUNT + slot) * lanes + lane;
  }

  /** {@return the place with this number} */
  static ScanCursor decode(long number, int lanes) {
    int lane = (int) Long.remainderUnsigned(number, lanes);
    long rest = Long.divideUnsigned(number, lanes);
    long position = Long.divideUnsigned(rest, Slots.SLOT_COUNT);
    return new ScanCursor(
        lane,
        (int) Long.remainderUnsigned(rest, Slots.SLOT_COUNT),
        position > SlotStore.MAX_CURSOR ? SlotStore.SCAN_START : position);
  }

  /**
   * {@return whether Redis takes the text for a cursor} As {@code strtoul} reads it: a sign is
   * allowed, and nothing at all is 0.
   */
  static boolean isCursor(Bytes text) {
    int length = lengthOf(text);
    if (length == 0) {
      return true;
    }
    int first = firstDigit(text);
    if (first == length) {
      return false;
    }
    long value = 0;
    for (int i = first; i < length; i++) {
      int digit = text.at(i) - '0';
      if (digit < 0 || digit > 9 || isTooLarge(value, digit)) {
        return false;
      }
      value = value * 10 + digit;
    }
    return true;
  }

  private static boolean isTooLarge(long value, int digit) {
    long limit = Long.divideUnsigned(-1L, 10);
    int compared = Long.compareUnsigned(value, limit);
    return compared > 0 || (compared == 0 && digit > 5); // 18446744073709551615
  }

  /** {@return the number; only after {@link #isCursor} said that it is one} */
  static long toLong(Bytes text) {
    int length = lengthOf(text);
    long value = 0;
    for (int i = firstDigit(text); i < length; i++) {
      value = value * 10 + (text.at(i) - '0');
    }
    return length > 0 && text.at(0) == '-' ? -value : value;
  }

  private static int firstDigit(Bytes text) {
    return text.length() > 0 && (text.at(0) == '-' || text.at(0) == '+') ? 1 : 0;
  }

  /** Like a C string it ends at the first zero. */
  private static int lengthOf(Bytes text) {
    int length = 0;
    while (length < text.length() && text.at(length) != 0) {
      length++;
    }
    return length;
  }
}
