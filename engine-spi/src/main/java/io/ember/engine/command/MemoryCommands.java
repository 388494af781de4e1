package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.READONLY;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Keyspace;

/** MEMORY and its subcommands. */
final class MemoryCommands {
  private static final String ALL_SHARDS = "request_policy:all_shards";

  private static final CommandHelp HELP =
      new CommandHelp(
          "DOCTOR",
          "    Return memory problems reports.",
          "MALLOC-STATS",
          "    Return internal statistics report from the memory allocator.",
          "PURGE",
          "    Attempt to purge dirty pages for reclamation by the allocator.",
          "STATS",
          "    Return information about the memory usage of the server.",
          "USAGE <key> [SAMPLES <count>]",
          "    Return memory in bytes used by <key> and its value. Nested values are",
          "    sampled up to <count> times (default: 5, 0 means sample all).");

  private MemoryCommands() {}

  static void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("memory", -2)
            .doc(
                "server",
                "4.0.0",
                "Depends on subcommand.",
                "A container for memory diagnostics commands")
            .subcommands(
                CommandSpec.named("memory|doctor", 2)
                    .doc("server", "4.0.0", "O(1)", "Outputs memory problems report")
                    .tips("nondeterministic_output", ALL_SHARDS, "response_policy:special")
                    .build(new MemoryDoctorCommand()),
                CommandSpec.named("memory|help", 2, LOADING, STALE)
                    .doc(
                        "server",
                        "4.0.0",
                        "O(1)",
                        "Show helpful text about the different subcommands")
                    .onCaller(HELP),
                CommandSpec.named("memory|malloc-stats", 2)
                    .doc(
                        "server",
                        "4.0.0",
                        "Depends on how much memory is allocated, could be slow",
                        "Show allocator internal stats")
                    .tips("nondeterministic_output", ALL_SHARDS, "response_policy:special")
                    .onCaller(MemoryCommands::allocatorStatistics),
                CommandSpec.named("memory|purge", 2)
                    .doc(
                        "server",
                        "4.0.0",
                        "Depends on how much memory is allocated, could be slow",
                        "Ask the allocator to release memory")
                    .tips(ALL_SHARDS, "response_policy:all_succeeded")
                    .build(new MemoryPurgeCommand()),
                CommandSpec.named("memory|stats", 2)
                    .doc("server", "4.0.0", "O(1)", "Show memory usage details")
                    .tips("nondeterministic_output", ALL_SHARDS, "response_policy:special")
                    .build(new MemoryStatsCommand()),
                CommandSpec.named("memory|usage", -3, READONLY)
                    .keys(2, 2, 1, "RO")
                    .doc(
                        "server",
                        "4.0.0",
                        "O(N) where N is the number of samples.",
                        "Estimate the memory usage of a key")
                    .onSlot(MemoryCommands::usage))
            .container());
  }

  private static void usage(EngineCall call, Keyspace keyspace) {
    for (int i = 3; i < call.argumentCount(); i += 2) {
      if (!call.argumentIs(i, "SAMPLES") || i + 1 == call.argumentCount()) {
        call.reply().error(CommandErrors.SYNTAX);
        return;
      }
      if (Integers.isNotLong(call, i + 1)) {
        return;
      }
      if (Integers.toLong(call, i + 1) < 0) {
        call.reply().error(CommandErrors.SYNTAX);
        return;
      }
    }
    EntryView entry = keyspace.peek(call.key(2));
    if (entry == null) {
      call.reply().nil();
    } else {
      call.reply().integer(entry.footprintBytes());
    }
  }

  private static void allocatorStatistics(EngineCall call) {
    call.reply().bulk("Stats not supported for the current allocator");
  }
}
