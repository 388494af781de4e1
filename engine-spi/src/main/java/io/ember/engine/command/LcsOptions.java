package io.ember.engine.command;

import io.ember.engine.EngineCall;
import org.jspecify.annotations.Nullable;

/**
 * What a call of LCS asks for.
 *
 * @param length only the length
 * @param ranges where the matches are
 * @param minMatchLength shortest match to tell of; 0 for all
 * @param withMatchLength whether to tell the length of each match
 */
record LcsOptions(boolean length, boolean ranges, long minMatchLength, boolean withMatchLength) {
  /** {@return the options, or null if they were wrong and that was answered} */
  static @Nullable LcsOptions parse(EngineCall call) {
    boolean length = false;
    boolean ranges = false;
    boolean withMatchLength = false;
    long minMatchLength = 0;
    for (int i = 3; i < call.argumentCount(); i++) {
      if (call.argumentIs(i, "IDX")) {
        ranges = true;
      } else if (call.argumentIs(i, "LEN")) {
        length = true;
      } else if (call.argumentIs(i, "WITHMATCHLEN")) {
        withMatchLength = true;
      } else if (call.argumentIs(i, "MINMATCHLEN") && i + 1 < call.argumentCount()) {
        i++;
        if (Integers.isNotLong(call, i)) {
          return null;
        }
        minMatchLength = Math.max(0, Integers.toLong(call, i));
      } else {
        call.reply().error(CommandErrors.SYNTAX);
        return null;
      }
    }
    if (length && ranges) {
      call.reply().error("If you want both the length and indexes, please just use IDX.");
      return null;
    }
    return new LcsOptions(length, ranges, minMatchLength, withMatchLength);
  }
}
