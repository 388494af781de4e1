package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.DENYOOM;
import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.READONLY;
import static io.ember.engine.command.CommandFlag.WRITE;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;
import io.ember.engine.ValueType;

/** The commands that read strings, and those that change something after they have read one. */
final class GetCommands {
  private static final byte[] EMPTY = {};

  private GetCommands() {}

  static void register(CommandTable.Builder table) {
    registerReads(table);
    table.add(
        CommandSpec.named("getset", 3, WRITE, DENYOOM, FAST)
            .keys(1, 1, 1, "RW access update")
            .doc(
                "string", "1.0.0", "O(1)", "Set the string value of a key and return its old value")
            .onSlot(GetCommands::getSet));
    table.add(
        CommandSpec.named("getdel", 2, WRITE, FAST)
            .keys(1, 1, 1, "RW access delete")
            .doc("string", "6.2.0", "O(1)", "Get the value of a key and delete the key")
            .onSlot(GetCommands::getDel));
    table.add(
        CommandSpec.named("getex", -2, WRITE, FAST)
            .keys(1, 1, 1, "RW access update", "RW and UPDATE because it changes the TTL")
            .doc(
                "string",
                "6.2.0",
                "O(1)",
                "Get the value of a key and optionally set its expiration")
            .onSlot(GetCommands::getEx));
  }

  private static void registerReads(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("get", 2, READONLY, FAST)
            .keys(1, 1, 1, "RO access")
            .doc("string", "1.0.0", "O(1)", "Get the value of a key")
            .onSlot(GetCommands::get));
    table.add(
        CommandSpec.named("mget", -2, READONLY, FAST)
            .keys(1, -1, 1, "RO access")
            .doc(
                "string",
                "1.0.0",
                "O(N) where N is the number of keys to retrieve.",
                "Get the values of all the given keys")
            .tips("request_policy:multi_shard")
            .onSlot(GetCommands::getMany));
    table.add(
        CommandSpec.named("strlen", 2, READONLY, FAST)
            .keys(1, 1, 1, "RO")
            .doc("string", "2.2.0", "O(1)", "Get the length of the value stored in a key")
            .onSlot(GetCommands::length));
    String rangeComplexity =
        "O(N) where N is the length of the returned string. The complexity is ultimately determined"
            + " by the returned length, but because creating a substring from an existing string is"
            + " very cheap, it can be considered O(1) for small strings.";
    table.add(
        CommandSpec.named("getrange", 4, READONLY)
            .keys(1, 1, 1, "RO access")
            .doc(
                "string", "2.4.0", rangeComplexity, "Get a substring of the string stored at a key")
            .onSlot(GetCommands::getRange));
    table.add(
        CommandSpec.named("substr", 4, READONLY)
            .keys(1, 1, 1, "RO access")
            .doc(
                "string", "1.0.0", rangeComplexity, "Get a substring of the string stored at a key")
            .onSlot(GetCommands::getRange));
  }

  private static void get(EngineCall call, Keyspace keyspace) {
    EntryView entry = keyspace.find(call.key(1));
    if (!StringValues.isWrongType(call, entry)) {
      StringValues.reply(call, entry);
    }
  }

  private static void getMany(EngineCall call, Keyspace keyspace) {
    int count = call.argumentCount();
    call.reply().array(count - 1);
    for (int i = 1; i < count; i++) {
      EntryView entry = keyspace.find(call.key(i));
      StringValues.reply(call, entry != null && ValueType.isString(entry.type()) ? entry : null);
    }
  }

  private static void length(EngineCall call, Keyspace keyspace) {
    EntryView entry = keyspace.find(call.key(1));
    if (!StringValues.isWrongType(call, entry)) {
      call.reply().integer(entry == null ? 0 : entry.length());
    }
  }

  private static void getRange(EngineCall call, Keyspace keyspace) {
    if (Integers.isNotLong(call, 2) || Integers.isNotLong(call, 3)) {
      return;
    }
    EntryView entry = keyspace.find(call.key(1));
    if (StringValues.isWrongType(call, entry)) {
      return;
    }
    long length = entry == null ? 0 : entry.length();
    long start = Integers.toLong(call, 2);
    long end = Integers.toLong(call, 3);
    // Checked before the clipping: with both in front of the string, clipping would answer a byte.
    boolean inOrder = !(start < 0 && end < 0 && start > end);
    start = Math.max(0, start < 0 ? length + start : start);
    end = Math.min(length - 1, Math.max(0, end < 0 ? length + end : end));
    if (entry == null || !inOrder || start > end) {
      call.reply().bulk(EMPTY);
    } else {
      call.reply().bulk(entry, (int) start, (int) (end - start + 1));
    }
  }

  private static void getSet(EngineCall call, Keyspace keyspace) {
    Key key = call.key(1);
    EntryView entry = keyspace.find(key);
    if (!StringValues.isWrongType(call, entry)
        && !StringValues.isTooLong(call, call.argumentLength(2))) {
      StringValues.reply(call, entry);
      StringValues.put(call, keyspace, key, 2, EntryView.NO_EXPIRY);
    }
  }

  private static void getDel(EngineCall call, Keyspace keyspace) {
    Key key = call.key(1);
    EntryView entry = keyspace.find(key);
    if (StringValues.isWrongType(call, entry)) {
      return;
    }
    StringValues.reply(call, entry);
    if (entry != null) {
      keyspace.remove(key);
    }
  }

  private static void getEx(EngineCall call, Keyspace keyspace) {
    long options = SetOptions.ofGetEx(call);
    if (options == SetOptions.SYNTAX_ERROR) {
      call.reply().error(CommandErrors.SYNTAX);
      return;
    }
    Key key = call.key(1);
    EntryView entry = keyspace.find(key);
    if (entry == null) {
      call.reply().nil();
      return;
    }
    if (StringValues.isWrongType(call, entry)) {
      return;
    }
    long expiresAtMs = EntryView.NO_EXPIRY;
    if (SetOptions.hasTime(options)) {
      expiresAtMs = ExpireTimes.ofOptions(call, keyspace, options);
      if (expiresAtMs == ExpireTimes.INVALID) {
        return;
      }
    }
    StringValues.reply(call, entry);
    if (expiresAtMs != EntryView.NO_EXPIRY && expiresAtMs <= keyspace.nowMs()) {
      keyspace.remove(key);
    } else if (SetOptions.hasTime(options)
        || (SetOptions.persist(options) && entry.expiresAtMs() != EntryView.NO_EXPIRY)) {
      keyspace.setExpiry(key, expiresAtMs);
    }
  }
}
