package io.ember.cluster.admin;

import io.ember.engine.command.CommandTable;

/** All commands of this package. */
public final class AdminCommands {
  private AdminCommands() {}

  /**
   * Adds the commands to a table.
   *
   * @param services set before the first call
   */
  public static void register(CommandTable.Builder table, NodeServicesRef services) {
    new ConnectionCommands(services).register(table);
    new HelloCommand(services).register(table);
    new ClientCommands(services).register(table);
    new TransactionCommands().register(table);
    new ServerCommands(services).register(table);
    new ConfigCommands(services).register(table);
    new InfoCommand(services).register(table);
    new ClusterCommands(services).register(table);
    new MigrateCommand(services).register(table);
  }
}
