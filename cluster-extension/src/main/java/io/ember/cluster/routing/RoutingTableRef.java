package io.ember.cluster.routing;

/**
 * The routing table in force. One writer, which never goes back to an older table; read with one
 * volatile read a call, by any thread.
 */
public final class RoutingTableRef {
  private volatile RoutingTable table;

  public RoutingTableRef(RoutingTable first) {
    table = first;
  }

  /** {@return the table in force} */
  public RoutingTable get() {
    return table;
  }

  /**
   * Puts a table in force.
   *
   * @throws IllegalArgumentException if it is older than the one in force
   */
  public void publish(RoutingTable next) {
    if (next.version() < table.version()) {
      throw new IllegalArgumentException(
          "table " + next.version() + " is older than " + table.version());
    }
    table = next;
  }
}
