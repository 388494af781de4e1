package io.ember.cluster.model;

/**
 * Which replication log a slot belongs to. A constant of the cluster, so that nodes with different
 * numbers of lanes agree; a lane owns whole logs. Stateless.
 */
public final class Logs {
  /** How many logs a node has, and so how many lanes at most have something to do. */
  public static final int COUNT = 16;

  private Logs() {}

  /** {@return the log of a slot} */
  public static int of(int slot) {
    return slot % COUNT;
  }

  /** {@return the lane that owns a log, of {@code laneCount}} */
  public static int lane(int log, int laneCount) {
    return log % laneCount;
  }
}
