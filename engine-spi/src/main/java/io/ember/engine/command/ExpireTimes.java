package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;

/** Times of expiry as the string commands take them: positive, and not behind the end of time. */
final class ExpireTimes {
  /** The time was wrong, and that was answered. No valid time is negative. */
  static final long INVALID = Long.MIN_VALUE;

  private ExpireTimes() {}

  /** {@return what EX, PX, EXAT or PXAT of SET and GETEX say in ms since the epoch} */
  static long ofOptions(EngineCall call, Keyspace keyspace, long options) {
    return parse(
        call,
        SetOptions.timeIndex(options),
        SetOptions.inSeconds(options),
        SetOptions.isRelative(options) ? keyspace.nowMs() : 0);
  }

  /** {@return that long from now in ms since the epoch} */
  static long fromNow(EngineCall call, Keyspace keyspace, int index, boolean seconds) {
    return parse(call, index, seconds, keyspace.nowMs());
  }

  private static long parse(EngineCall call, int index, boolean seconds, long baseMs) {
    if (Integers.isNotLong(call, index)) {
      return INVALID;
    }
    long time = Integers.toLong(call, index);
    if (time <= 0 || (seconds && time > Long.MAX_VALUE / 1000)) {
      return invalid(call);
    }
    long atMs = (seconds ? time * 1000 : time) + baseMs;
    return atMs <= 0 ? invalid(call) : atMs;
  }

  private static long invalid(EngineCall call) {
    call.reply().error(CommandErrors.invalidExpireTime(call.command()));
    return INVALID;
  }
}
