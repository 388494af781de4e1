package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.READONLY;
import static io.ember.engine.command.CommandFlag.WRITE;

/** The commands on the whole keyspace, in which every lane has a part. */
final class KeyspaceCommands {
  private KeyspaceCommands() {}

  static void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("keys", 2, READONLY)
            .doc(
                "generic",
                "1.0.0",
                "O(N) with N being the number of keys in the database, under the "
                    + "assumption that the key names in the database and the given pattern "
                    + "have limited length.",
                "Find all keys matching the given pattern")
            .categories("keyspace", "dangerous")
            .tips("request_policy:all_shards", "nondeterministic_output_order")
            .build(new KeysCommand()));
    table.add(
        CommandSpec.named("randomkey", 1, READONLY)
            .doc("generic", "1.0.0", "O(1)", "Return a random key from the keyspace")
            .tips("request_policy:all_shards", "nondeterministic_output")
            .build(new RandomKeyCommand()));
    table.add(
        CommandSpec.named("dbsize", 1, READONLY, FAST)
            .doc("server", "1.0.0", "O(1)", "Return the number of keys in the selected database")
            .categories("keyspace")
            .tips("request_policy:all_shards", "response_policy:agg_sum")
            .build(new DbSizeCommand()));
    table.add(
        CommandSpec.named("flushdb", -1, WRITE)
            .doc(
                "server",
                "1.0.0",
                "O(N) where N is the number of keys in the selected database",
                "Remove all keys from the current database")
            .categories("keyspace", "dangerous")
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .build(new FlushCommand()));
    table.add(
        CommandSpec.named("flushall", -1, WRITE)
            .doc(
                "server",
                "1.0.0",
                "O(N) where N is the total number of keys in all databases",
                "Remove all keys from all databases")
            .categories("keyspace", "dangerous")
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .build(new FlushCommand()));
  }
}
