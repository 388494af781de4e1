package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.READONLY;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Keyspace;
import io.ember.engine.ValueType;

/** OBJECT and its subcommands. */
final class ObjectCommands {
  /** Longest string that Redis allocates together with its object. */
  private static final int EMBEDDED_BYTES = 44;

  /** What Redis answers for the integers that it keeps only once. */
  private static final int SHARED_COUNT = Integer.MAX_VALUE;

  private static final int SHARED_INTEGERS = 10_000;

  private static final CommandHelp HELP =
      new CommandHelp(
          "ENCODING <key>",
          "    Return the kind of internal representation used in order to store the value",
          "    associated with a <key>.",
          "FREQ <key>",
          "    Return the access frequency index of the <key>. The returned integer is",
          "    proportional to the logarithm of the recent access frequency of the key.",
          "IDLETIME <key>",
          "    Return the idle time of the <key>, that is the approximated number of",
          "    seconds elapsed since the last access to the key.",
          "REFCOUNT <key>",
          "    Return the number of references of the value associated with the specified",
          "    <key>.");

  private ObjectCommands() {}

  static void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("object", -2)
            .doc(
                "generic",
                "2.2.3",
                "Depends on subcommand.",
                "A container for object introspection commands")
            .subcommands(
                named("encoding")
                    .doc(
                        "generic",
                        "2.2.3",
                        "O(1)",
                        "Inspect the internal encoding of a Redis object")
                    .onSlot(ObjectCommands::encoding),
                named("freq")
                    .doc(
                        "generic",
                        "4.0.0",
                        "O(1)",
                        "Get the logarithmic access frequency counter of a Redis object")
                    .onSlot(ObjectCommands::frequency),
                CommandSpec.named("object|help", 2, LOADING, STALE)
                    .doc(
                        "generic",
                        "6.2.0",
                        "O(1)",
                        "Show helpful text about the different subcommands")
                    .onCaller(HELP),
                named("idletime")
                    .doc(
                        "generic",
                        "2.2.3",
                        "O(1)",
                        "Get the time since a Redis object was last accessed")
                    .onSlot(ObjectCommands::idleTime),
                named("refcount")
                    .doc(
                        "generic",
                        "2.2.3",
                        "O(1)",
                        "Get the number of references to the value of the key")
                    .onSlot(ObjectCommands::referenceCount))
            .container());
  }

  private static CommandSpec.Builder named(String name) {
    return CommandSpec.named("object|" + name, 3, READONLY)
        .keys(2, 2, 1, "RO")
        .tips("nondeterministic_output");
  }

  private static void encoding(EngineCall call, Keyspace keyspace) {
    EntryView entry = keyspace.peek(call.key(2));
    if (entry == null) {
      call.reply().nil();
      return;
    }
    ValueType type = ValueType.of(entry.type());
    if (type == ValueType.STRING && Integers.isLong(entry, keyspace)) {
      call.reply().bulk("int");
    } else if (type != ValueType.STRING_EDITED && entry.length() <= EMBEDDED_BYTES) {
      call.reply().bulk("embstr");
    } else {
      call.reply().bulk("raw");
    }
  }

  private static void frequency(EngineCall call, Keyspace keyspace) {
    if (keyspace.peek(call.key(2)) == null) {
      call.reply().nil();
      return;
    }
    call.reply()
        .error(
            "An LFU maxmemory policy is not selected, access frequency not tracked. Please note that"
                + " when switching between policies at runtime LRU and LFU data will take some time"
                + " to adjust.");
  }

  private static void idleTime(EngineCall call, Keyspace keyspace) {
    EntryView entry = keyspace.peek(call.key(2));
    if (entry == null) {
      call.reply().nil();
      return;
    }
    long seconds = entry.idleSeconds();
    if (seconds < 0) {
      call.reply().error("An LRU eviction policy is not selected, idle time not tracked.");
    } else {
      call.reply().integer(seconds);
    }
  }

  private static void referenceCount(EngineCall call, Keyspace keyspace) {
    EntryView entry = keyspace.peek(call.key(2));
    if (entry == null) {
      call.reply().nil();
      return;
    }
    call.reply().integer(isSharedInteger(entry, keyspace) ? SHARED_COUNT : 1);
  }

  private static boolean isSharedInteger(EntryView entry, Keyspace keyspace) {
    if (entry.type() != ValueType.STRING.code() || !Integers.isLong(entry, keyspace)) {
      return false;
    }
    long value = Integers.toLong(keyspace.scratch(entry.length()), 0, entry.length());
    return value >= 0 && value < SHARED_INTEGERS;
  }
}
