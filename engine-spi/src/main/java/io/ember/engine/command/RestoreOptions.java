package io.ember.engine.command;

import io.ember.engine.EngineCall;

/**
 * The options of RESTORE, parsed as Redis does, packed into an {@code int}. IDLETIME and FREQ are
 * checked and change nothing: a restored key counts as just accessed.
 */
final class RestoreOptions {
  /** They were wrong, and that was answered. */
  static final int INVALID = -1;

  private static final int REPLACE = 1;
  private static final int ABSOLUTE = 1 << 1;
  private static final int IDLE_TIME = 1 << 2;
  private static final int FREQUENCY = 1 << 3;
  private static final int MAX_FREQUENCY = 255;

  private RestoreOptions() {}

  /** {@return the options, which begin at argument 4, or {@link #INVALID}} */
  static int parse(EngineCall call) {
    int options = 0;
    int count = call.argumentCount();
    for (int i = 4; i < count; i++) {
      boolean hasNumber = i + 1 < count;
      if (call.argumentIs(i, "REPLACE")) {
        options |= REPLACE;
      } else if (call.argumentIs(i, "ABSTTL")) {
        options |= ABSOLUTE;
      } else if (hasNumber && (options & FREQUENCY) == 0 && call.argumentIs(i, "IDLETIME")) {
        i++;
        if (isOutside(call, i, Long.MAX_VALUE, "Invalid IDLETIME value, must be >= 0")) {
          return INVALID;
        }
        options |= IDLE_TIME;
      } else if (hasNumber && (options & IDLE_TIME) == 0 && call.argumentIs(i, "FREQ")) {
        i++;
        if (isOutside(call, i, MAX_FREQUENCY, "Invalid FREQ value, must be >= 0 and <= 255")) {
          return INVALID;
        }
        options |= FREQUENCY;
      } else {
        call.reply().error(CommandErrors.SYNTAX);
        return INVALID;
      }
    }
    return options;
  }

  /** {@return whether the argument is no number in {@code [0, most]}, and that was answered} */
  private static boolean isOutside(EngineCall call, int index, long most, String error) {
    if (Integers.isNotLong(call, index)) {
      return true;
    }
    long value = Integers.toLong(call, index);
    if (value >= 0 && value <= most) {
      return false;
    }
    call.reply().error(error);
    return true;
  }

  /** {@return whether a key that is there is replaced} */
  static boolean replaces(int options) {
    return (options & REPLACE) != 0;
  }

  /** {@return whether the time to live is a point in time} */
  static boolean isAbsolute(int options) {
    return (options & ABSOLUTE) != 0;
  }
}
