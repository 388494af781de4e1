package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.DENYOOM;
import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.WRITE;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;

/** The commands that set whole strings: SET and its older forms, MSET, MSETNX. */
final class SetCommands {
  private SetCommands() {}

  static void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("set", -3, WRITE, DENYOOM)
            .keys(
                1,
                1,
                1,
                "RW access update variable_flags",
                "RW and ACCESS due to the optional `GET` argument")
            .doc("string", "1.0.0", "O(1)", "Set the string value of a key")
            .onSlot(SetCommands::set));
    table.add(
        CommandSpec.named("setnx", 3, WRITE, DENYOOM, FAST)
            .keys(1, 1, 1, "OW insert")
            .doc(
                "string", "1.0.0", "O(1)", "Set the value of a key, only if the key does not exist")
            .onSlot(SetCommands::setIfAbsent));
    table.add(
        CommandSpec.named("setex", 4, WRITE, DENYOOM)
            .keys(1, 1, 1, "OW update")
            .doc("string", "2.0.0", "O(1)", "Set the value and expiration of a key")
            .onSlot((call, keyspace) -> setExpiring(call, keyspace, true)));
    table.add(
        CommandSpec.named("psetex", 4, WRITE, DENYOOM)
            .keys(1, 1, 1, "OW update")
            .doc("string", "2.6.0", "O(1)", "Set the value and expiration in milliseconds of a key")
            .onSlot((call, keyspace) -> setExpiring(call, keyspace, false)));
    table.add(
        CommandSpec.named("mset", -3, WRITE, DENYOOM)
            .keys(1, -1, 2, "OW update")
            .doc(
                "string",
                "1.0.1",
                "O(N) where N is the number of keys to set.",
                "Set multiple keys to multiple values")
            .tips("request_policy:multi_shard", "response_policy:all_succeeded")
            .onSlot(SetCommands::setMany));
    table.add(
        CommandSpec.named("msetnx", -3, WRITE, DENYOOM)
            .keys(1, -1, 2, "OW insert")
            .doc(
                "string",
                "1.0.1",
                "O(N) where N is the number of keys to set.",
                "Set multiple keys to multiple values, only if none of the keys exist")
            .tips("request_policy:multi_shard", "response_policy:agg_min")
            .onSlot(SetCommands::setManyIfAbsent));
  }

  private static void set(EngineCall call, Keyspace keyspace) {
    if (call.argumentCount() > 3) {
      setWithOptions(call, keyspace);
    } else if (StringValues.put(call, keyspace, call.key(1), 2, EntryView.NO_EXPIRY)) {
      call.reply().ok();
    }
  }

  private static void setWithOptions(EngineCall call, Keyspace keyspace) {
    long options = SetOptions.ofSet(call);
    if (options == SetOptions.SYNTAX_ERROR) {
      call.reply().error(CommandErrors.SYNTAX);
      return;
    }
    long expiresAtMs = EntryView.NO_EXPIRY;
    if (SetOptions.hasTime(options)) {
      expiresAtMs = ExpireTimes.ofOptions(call, keyspace, options);
      if (expiresAtMs == ExpireTimes.INVALID) {
        return;
      }
    }
    Key key = call.key(1);
    boolean get = SetOptions.get(options);
    boolean looks =
        get
            || SetOptions.keepTtl(options)
            || SetOptions.onlyIfAbsent(options)
            || SetOptions.onlyIfPresent(options);
    EntryView entry = null;
    if (looks) {
      entry = get ? keyspace.find(key) : keyspace.findToChange(key);
    }
    if (get) {
      if (StringValues.isWrongType(call, entry)) {
        return;
      }
      StringValues.reply(call, entry);
    }
    if (entry != null ? SetOptions.onlyIfAbsent(options) : SetOptions.onlyIfPresent(options)) {
      if (!get) {
        call.reply().nil();
      }
      return;
    }
    if (SetOptions.keepTtl(options) && entry != null) {
      expiresAtMs = entry.expiresAtMs();
    }
    if (StringValues.put(call, keyspace, key, 2, expiresAtMs) && !get) {
      call.reply().ok();
    }
  }

  private static void setIfAbsent(EngineCall call, Keyspace keyspace) {
    Key key = call.key(1);
    if (keyspace.findToChange(key) != null) {
      call.reply().integer(0);
    } else if (StringValues.put(call, keyspace, key, 2, EntryView.NO_EXPIRY)) {
      call.reply().integer(1);
    }
  }

  private static void setExpiring(EngineCall call, Keyspace keyspace, boolean seconds) {
    long expiresAtMs = ExpireTimes.fromNow(call, keyspace, 2, seconds);
    if (expiresAtMs != ExpireTimes.INVALID
        && StringValues.put(call, keyspace, call.key(1), 3, expiresAtMs)) {
      call.reply().ok();
    }
  }

  private static void setMany(EngineCall call, Keyspace keyspace) {
    if (hasNoPairs(call)) {
      return;
    }
    if (putPairs(call, keyspace)) {
      call.reply().ok();
    }
  }

  private static void setManyIfAbsent(EngineCall call, Keyspace keyspace) {
    if (hasNoPairs(call)) {
      return;
    }
    for (int i = 1; i < call.argumentCount(); i += 2) {
      if (keyspace.findToChange(call.key(i)) != null) {
        call.reply().integer(0);
        return;
      }
    }
    if (putPairs(call, keyspace)) {
      call.reply().integer(1);
    }
  }

  private static boolean hasNoPairs(EngineCall call) {
    if (call.argumentCount() % 2 != 0) {
      return false;
    }
    call.reply().error(CommandErrors.wrongArity(call.command()));
    return true;
  }

  /** Sets all pairs, or none if a value is too long. */
  private static boolean putPairs(EngineCall call, Keyspace keyspace) {
    for (int i = 2; i < call.argumentCount(); i += 2) {
      if (StringValues.isTooLong(call, call.argumentLength(i))) {
        return false;
      }
    }
    for (int i = 1; i < call.argumentCount(); i += 2) {
      StringValues.put(call, keyspace, call.key(i), i + 1, EntryView.NO_EXPIRY);
    }
    return true;
  }
}
