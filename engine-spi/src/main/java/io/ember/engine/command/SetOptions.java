package io.ember.engine.command;

import io.ember.engine.EngineCall;

/**
 * The options of SET and GETEX, parsed as Redis does: which exclude each other is found while they
 * are read, the number behind EX and its like is looked at later.
 *
 * <p>Packed into a {@code long} so that nothing is allocated: flags in the low bits, the index of
 * the argument with the time above them.
 */
final class SetOptions {
  static final long SYNTAX_ERROR = -1;

  private static final int NX = 1;
  private static final int XX = 1 << 1;
  private static final int GET = 1 << 2;
  private static final int KEEP_TTL = 1 << 3;
  private static final int PERSIST = 1 << 4;
  private static final int EX = 1 << 5;
  private static final int PX = 1 << 6;
  private static final int EXAT = 1 << 7;
  private static final int PXAT = 1 << 8;
  private static final int TIMES = EX | PX | EXAT | PXAT;
  private static final int TIME_INDEX_SHIFT = 16;

  private SetOptions() {}

  /** {@return the options of a SET, which begin at argument 3, or {@link #SYNTAX_ERROR}} */
  static long ofSet(EngineCall call) {
    long options = 0;
    for (int i = 3; i < call.argumentCount(); i++) {
      long option = 0;
      if (call.argumentIs(i, "NX") && (options & XX) == 0) {
        option = NX;
      } else if (call.argumentIs(i, "XX") && (options & NX) == 0) {
        option = XX;
      } else if (call.argumentIs(i, "GET")) {
        option = GET;
      } else if (call.argumentIs(i, "KEEPTTL") && (options & TIMES) == 0) {
        option = KEEP_TTL;
      } else if ((options & KEEP_TTL) == 0) {
        option = time(call, i, options);
        i += option == 0 ? 0 : 1;
      }
      if (option == 0) {
        return SYNTAX_ERROR;
      }
      options = with(options, option);
    }
    return options;
  }

  /** {@return the options of a GETEX, which begin at argument 2, or {@link #SYNTAX_ERROR}} */
  static long ofGetEx(EngineCall call) {
    long options = 0;
    for (int i = 2; i < call.argumentCount(); i++) {
      long option = 0;
      if (call.argumentIs(i, "PERSIST") && (options & TIMES) == 0) {
        option = PERSIST;
      } else if ((options & PERSIST) == 0) {
        option = time(call, i, options);
        i += option == 0 ? 0 : 1;
      }
      if (option == 0) {
        return SYNTAX_ERROR;
      }
      options = with(options, option);
    }
    return options;
  }

  /** The same option may be given twice: the last time counts. */
  private static long with(long options, long option) {
    if ((option & TIMES) != 0) {
      options &= (1L << TIME_INDEX_SHIFT) - 1;
    }
    return options | option;
  }

  private static long time(EngineCall call, int i, long options) {
    if (i + 1 == call.argumentCount()) {
      return 0;
    }
    int flag;
    if (call.argumentIs(i, "EX")) {
      flag = EX;
    } else if (call.argumentIs(i, "PX")) {
      flag = PX;
    } else if (call.argumentIs(i, "EXAT")) {
      flag = EXAT;
    } else if (call.argumentIs(i, "PXAT")) {
      flag = PXAT;
    } else {
      return 0;
    }
    return (options & TIMES & ~flag) == 0 ? flag | (long) (i + 1) << TIME_INDEX_SHIFT : 0;
  }

  static boolean onlyIfAbsent(long options) {
    return (options & NX) != 0;
  }

  static boolean onlyIfPresent(long options) {
    return (options & XX) != 0;
  }

  static boolean get(long options) {
    return (options & GET) != 0;
  }

  static boolean keepTtl(long options) {
    return (options & KEEP_TTL) != 0;
  }

  static boolean persist(long options) {
    return (options & PERSIST) != 0;
  }

  /** {@return whether there is one of EX, PX, EXAT and PXAT} */
  static boolean hasTime(long options) {
    return (options & TIMES) != 0;
  }

  /** {@return the index of the argument behind EX and its like} */
  static int timeIndex(long options) {
    return (int) (options >>> TIME_INDEX_SHIFT);
  }

  static boolean inSeconds(long options) {
    return (options & (EX | EXAT)) != 0;
  }

  /** {@return whether the time counts from now} */
  static boolean isRelative(long options) {
    return (options & (EX | PX)) != 0;
  }
}
