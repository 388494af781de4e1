package io.ember.engine.command;

/**
 * The commands on data, as Redis 7.2 has them, written against {@link io.ember.engine.Keyspace}
 * alone: they work on every store, with and without a cluster.
 */
public final class StandardCommands {
  private StandardCommands() {}

  /** Adds them all. */
  public static void register(CommandTable.Builder table) {
    GetCommands.register(table);
    SetCommands.register(table);
    KeyCommands.register(table);
  }
}
