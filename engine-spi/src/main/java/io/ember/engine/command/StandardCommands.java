package io.ember.engine.command;

/**
 * The commands on data and COMMAND, as Redis 7.2 has them, written against {@link
 * io.ember.engine.Keyspace} alone: they work on every store, with and without a cluster.
 */
public final class StandardCommands {
  private StandardCommands() {}

  /** Adds them all. */
  public static void register(CommandTable.Builder table) {
    GetCommands.register(table);
    SetCommands.register(table);
    EditCommands.register(table);
    CounterCommands.register(table);
    LcsCommand.register(table);
    KeyCommands.register(table);
    MoveCommands.register(table);
    DumpCommands.register(table);
    ExpiryCommands.register(table);
    ScanCommand.register(table);
    KeyspaceCommands.register(table);
    ObjectCommands.register(table);
    MemoryCommands.register(table);
    CommandCommands.register(table);
  }
}
