package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.READONLY;
import static io.ember.engine.command.CommandFlag.WRITE;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;

/** The commands that set, end and tell the expiry of a key. */
final class ExpiryCommands {
  private static final int NX = 1;
  private static final int XX = 1 << 1;
  private static final int GT = 1 << 2;
  private static final int LT = 1 << 3;

  /** What TTL and its like answer without a key. */
  private static final long NO_KEY = -2;

  /** What they answer for a key that stays. */
  private static final long STAYS = -1;

  private ExpiryCommands() {}

  static void register(CommandTable.Builder table) {
    registerWrites(table);
    registerReads(table);
  }

  private static void registerWrites(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("expire", -3, WRITE, FAST)
            .keys(1, 1, 1, "RW update")
            .doc("generic", "1.0.0", "O(1)", "Set a key's time to live in seconds")
            .onSlot((call, keyspace) -> expire(call, keyspace, keyspace.nowMs(), true)));
    table.add(
        CommandSpec.named("pexpire", -3, WRITE, FAST)
            .keys(1, 1, 1, "RW update")
            .doc("generic", "2.6.0", "O(1)", "Set a key's time to live in milliseconds")
            .onSlot((call, keyspace) -> expire(call, keyspace, keyspace.nowMs(), false)));
    table.add(
        CommandSpec.named("expireat", -3, WRITE, FAST)
            .keys(1, 1, 1, "RW update")
            .doc("generic", "1.2.0", "O(1)", "Set the expiration for a key as a UNIX timestamp")
            .onSlot((call, keyspace) -> expire(call, keyspace, 0, true)));
    table.add(
        CommandSpec.named("pexpireat", -3, WRITE, FAST)
            .keys(1, 1, 1, "RW update")
            .doc(
                "generic",
                "2.6.0",
                "O(1)",
                "Set the expiration for a key as a UNIX timestamp specified in " + "milliseconds")
            .onSlot((call, keyspace) -> expire(call, keyspace, 0, false)));
    table.add(
        CommandSpec.named("persist", 2, WRITE, FAST)
            .keys(1, 1, 1, "RW update")
            .doc("generic", "2.2.0", "O(1)", "Remove the expiration from a key")
            .onSlot(ExpiryCommands::persist));
  }

  private static void registerReads(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("ttl", 2, READONLY, FAST)
            .keys(1, 1, 1, "RO access")
            .doc("generic", "1.0.0", "O(1)", "Get the time to live for a key in seconds")
            .tips("nondeterministic_output")
            .onSlot((call, keyspace) -> tell(call, keyspace, keyspace.nowMs(), true)));
    table.add(
        CommandSpec.named("pttl", 2, READONLY, FAST)
            .keys(1, 1, 1, "RO access")
            .doc("generic", "2.6.0", "O(1)", "Get the time to live for a key in milliseconds")
            .tips("nondeterministic_output")
            .onSlot((call, keyspace) -> tell(call, keyspace, keyspace.nowMs(), false)));
    table.add(
        CommandSpec.named("expiretime", 2, READONLY, FAST)
            .keys(1, 1, 1, "RO access")
            .doc("generic", "7.0.0", "O(1)", "Get the expiration Unix timestamp for a key")
            .onSlot((call, keyspace) -> tell(call, keyspace, 0, true)));
    table.add(
        CommandSpec.named("pexpiretime", 2, READONLY, FAST)
            .keys(1, 1, 1, "RO access")
            .doc(
                "generic",
                "7.0.0",
                "O(1)",
                "Get the expiration Unix timestamp for a key in milliseconds")
            .onSlot((call, keyspace) -> tell(call, keyspace, 0, false)));
  }

  private static void expire(EngineCall call, Keyspace keyspace, long baseMs, boolean seconds) {
    int conditions = conditions(call);
    if (conditions < 0 || Integers.isNotLong(call, 2)) {
      return;
    }
    long time = Integers.toLong(call, 2);
    boolean fits = !seconds || (time <= Long.MAX_VALUE / 1000 && time >= Long.MIN_VALUE / 1000);
    long atMs = seconds ? time * 1000 : time;
    if (!fits || atMs > Long.MAX_VALUE - baseMs) {
      call.reply().error(CommandErrors.invalidExpireTime(call.command()));
      return;
    }
    atMs += baseMs;
    Key key = call.key(1);
    EntryView entry = keyspace.findToChange(key);
    if (entry == null || !isMet(conditions, entry.expiresAtMs(), atMs)) {
      call.reply().integer(0);
      return;
    }
    if (atMs <= keyspace.nowMs()) {
      keyspace.remove(key);
    } else {
      keyspace.setExpiry(key, atMs);
    }
    call.reply().integer(1);
  }

  /** {@return the conditions as flags, or -1 if they were wrong and that was answered} */
  private static int conditions(EngineCall call) {
    int conditions = 0;
    for (int i = 3; i < call.argumentCount(); i++) {
      if (call.argumentIs(i, "NX")) {
        conditions |= NX;
      } else if (call.argumentIs(i, "XX")) {
        conditions |= XX;
      } else if (call.argumentIs(i, "GT")) {
        conditions |= GT;
      } else if (call.argumentIs(i, "LT")) {
        conditions |= LT;
      } else {
        call.reply().error("Unsupported option " + call.argumentQuoted(i));
        return -1;
      }
    }
    if ((conditions & NX) != 0 && (conditions & (XX | GT | LT)) != 0) {
      call.reply().error("NX and XX, GT or LT options at the same time are not compatible");
      return -1;
    }
    if ((conditions & GT) != 0 && (conditions & LT) != 0) {
      call.reply().error("GT and LT options at the same time are not compatible");
      return -1;
    }
    return conditions;
  }

  private static boolean isMet(int conditions, long currentMs, long newMs) {
    boolean expires = currentMs != EntryView.NO_EXPIRY;
    if ((conditions & NX) != 0 && expires) {
      return false;
    }
    if ((conditions & XX) != 0 && !expires) {
      return false;
    }
    // A key that stays counts as one that expires at the end of time.
    if ((conditions & GT) != 0 && (!expires || newMs <= currentMs)) {
      return false;
    }
    return (conditions & LT) == 0 || !expires || newMs < currentMs;
  }

  private static void persist(EngineCall call, Keyspace keyspace) {
    Key key = call.key(1);
    EntryView entry = keyspace.findToChange(key);
    if (entry == null || entry.expiresAtMs() == EntryView.NO_EXPIRY) {
      call.reply().integer(0);
    } else {
      keyspace.setExpiry(key, EntryView.NO_EXPIRY);
      call.reply().integer(1);
    }
  }

  private static void tell(EngineCall call, Keyspace keyspace, long baseMs, boolean seconds) {
    EntryView entry = keyspace.inspect(call.key(1));
    if (entry == null) {
      call.reply().integer(NO_KEY);
      return;
    }
    long atMs = entry.expiresAtMs();
    if (atMs == EntryView.NO_EXPIRY) {
      call.reply().integer(STAYS);
      return;
    }
    long ms = Math.max(0, atMs - baseMs);
    call.reply().integer(seconds ? ms / 1000 + (ms % 1000 >= 500 ? 1 : 0) : ms);
  }
}
