package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.DENYOOM;
import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.WRITE;

import io.ember.engine.Blob;
import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;

/** The commands that give a value another key: RENAME, RENAMENX and COPY. */
final class MoveCommands {
  private MoveCommands() {}

  static void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("rename", 3, WRITE)
            .keys(1, 1, 1, "RW access delete")
            .keys(2, 2, 1, "OW update")
            .doc("generic", "1.0.0", "O(1)", "Rename a key")
            .onSlot((call, keyspace) -> rename(call, keyspace, false)));
    table.add(
        CommandSpec.named("renamenx", 3, WRITE, FAST)
            .keys(1, 1, 1, "RW access delete")
            .keys(2, 2, 1, "OW insert")
            .doc("generic", "1.0.0", "O(1)", "Rename a key, only if the new key does not exist")
            .onSlot((call, keyspace) -> rename(call, keyspace, true)));
    table.add(
        CommandSpec.named("copy", -3, WRITE, DENYOOM)
            .keys(1, 1, 1, "RO access")
            .keys(2, 2, 1, "OW update")
            .doc(
                "generic",
                "6.2.0",
                "O(N) worst case for collections, where N is the number of nested "
                    + "items. O(1) for string values.",
                "Copy a key")
            .onSlot(MoveCommands::copy));
  }

  private static void rename(EngineCall call, Keyspace keyspace, boolean onlyIfAbsent) {
    Key from = call.key(1);
    Key to = call.key(2);
    if (keyspace.findToChange(from) == null) {
      call.reply().error(CommandErrors.NO_SUCH_KEY);
      return;
    }
    boolean isSame = isSame(from, to);
    boolean isTaken = onlyIfAbsent && (isSame || keyspace.findToChange(to) != null);
    if (!isTaken && !isSame) {
      put(keyspace, from, to);
      keyspace.remove(from);
    }
    if (!onlyIfAbsent) {
      call.reply().ok();
    } else {
      call.reply().integer(isTaken ? 0 : 1);
    }
  }

  private static void copy(EngineCall call, Keyspace keyspace) {
    boolean replace = false;
    for (int i = 3; i < call.argumentCount(); i++) {
      if (call.argumentIs(i, "REPLACE")) {
        replace = true;
      } else if (call.argumentIs(i, "DB") && i + 1 < call.argumentCount()) {
        i++;
        if (isNoDatabase(call, i)) {
          return;
        }
      } else {
        call.reply().error(CommandErrors.SYNTAX);
        return;
      }
    }
    Key from = call.key(1);
    Key to = call.key(2);
    if (isSame(from, to)) {
      call.reply().error("source and destination objects are the same");
    } else if (keyspace.find(from) == null || (!replace && keyspace.findToChange(to) != null)) {
      call.reply().integer(0);
    } else {
      put(keyspace, from, to);
      call.reply().integer(1);
    }
  }

  /**
   * {@return whether the argument is not 0, the number of the only database, and it was answered}
   */
  private static boolean isNoDatabase(EngineCall call, int index) {
    if (Integers.isNotLong(call, index)) {
      return true;
    }
    long database = Integers.toLong(call, index);
    if (database != (int) database) {
      call.reply().error(CommandErrors.outOfRange(Integer.MIN_VALUE, Integer.MAX_VALUE));
      return true;
    }
    if (database != 0) {
      call.reply().error("DB index is out of range");
      return true;
    }
    return false;
  }

  private static boolean isSame(Key one, Key other) {
    return one.bytes().sameAs(other.array(), other.offset(), other.length());
  }

  /** Sets a key to value, kind and expiry of another one that exists. */
  private static void put(Keyspace keyspace, Key from, Key to) {
    EntryView entry = keyspace.peek(from);
    if (entry == null) {
      throw new IllegalStateException("the key was there a moment ago");
    }
    byte type = entry.type();
    long expiresAtMs = entry.expiresAtMs();
    Blob blob = entry.blob();
    if (blob != null) {
      keyspace.put(to, type, blob.retain(), expiresAtMs);
      return;
    }
    int length = entry.length();
    byte[] value = keyspace.scratch(length);
    entry.copyTo(0, value, 0, length);
    keyspace.put(to, type, keyspace.bytes().wrap(value, 0, length), expiresAtMs);
  }
}
