package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.READONLY;
import static io.ember.engine.command.CommandFlag.WRITE;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Keyspace;
import io.ember.engine.ValueType;

/** The commands that work on keys, whatever they hold: DEL, UNLINK, EXISTS, TOUCH, TYPE. */
final class KeyCommands {
  private KeyCommands() {}

  static void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("del", -2, WRITE)
            .keys(1, -1, 1, "RM delete")
            .doc(
                "generic",
                "1.0.0",
                "O(N) where N is the number of keys that will be removed. When a key to remove"
                    + " holds a value other than a string, the individual complexity for this key"
                    + " is O(M) where M is the number of elements in the list, set, sorted set or"
                    + " hash. Removing a single key that holds a string value is O(1).",
                "Delete a key")
            .tips("request_policy:multi_shard", "response_policy:agg_sum")
            .onSlot(KeyCommands::delete));
    table.add(
        CommandSpec.named("unlink", -2, WRITE, FAST)
            .keys(1, -1, 1, "RM delete")
            .doc(
                "generic",
                "4.0.0",
                "O(1) for each key removed regardless of its size. Then the command does O(N) work"
                    + " in a different thread in order to reclaim memory, where N is the number of"
                    + " allocations the deleted objects where composed of.",
                "Delete a key asynchronously in another thread. Otherwise it is just as DEL, but"
                    + " non blocking.")
            .tips("request_policy:multi_shard", "response_policy:agg_sum")
            .onSlot(KeyCommands::delete));
    table.add(
        CommandSpec.named("exists", -2, READONLY, FAST)
            .keys(1, -1, 1, "RO")
            .doc(
                "generic",
                "1.0.0",
                "O(N) where N is the number of keys to check.",
                "Determine if a key exists")
            .tips("request_policy:multi_shard", "response_policy:agg_sum")
            .onSlot(KeyCommands::countExisting));
    table.add(
        CommandSpec.named("touch", -2, READONLY, FAST)
            .keys(1, -1, 1, "RO")
            .doc(
                "generic",
                "3.2.1",
                "O(N) where N is the number of keys that will be touched.",
                "Alters the last access time of a key(s). Returns the number of existing keys"
                    + " specified.")
            .tips("request_policy:multi_shard", "response_policy:agg_sum")
            .onSlot(KeyCommands::touch));
    table.add(
        CommandSpec.named("type", 2, READONLY, FAST)
            .keys(1, 1, 1, "RO")
            .doc("generic", "1.0.0", "O(1)", "Determine the type stored at key")
            .onSlot(KeyCommands::type));
  }

  private static void delete(EngineCall call, Keyspace keyspace) {
    int removed = 0;
    for (int i = 1; i < call.argumentCount(); i++) {
      if (keyspace.remove(call.key(i))) {
        removed++;
      }
    }
    call.reply().integer(removed);
  }

  private static void countExisting(EngineCall call, Keyspace keyspace) {
    int existing = 0;
    for (int i = 1; i < call.argumentCount(); i++) {
      if (keyspace.inspect(call.key(i)) != null) {
        existing++;
      }
    }
    call.reply().integer(existing);
  }

  private static void touch(EngineCall call, Keyspace keyspace) {
    int touched = 0;
    for (int i = 1; i < call.argumentCount(); i++) {
      if (keyspace.find(call.key(i)) != null) {
        touched++;
      }
    }
    call.reply().integer(touched);
  }

  private static void type(EngineCall call, Keyspace keyspace) {
    EntryView entry = keyspace.inspect(call.key(1));
    call.reply().simple(entry == null ? "none" : ValueType.of(entry.type()).redisName());
  }
}
