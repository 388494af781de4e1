package org.apache.ratis;

/**
 * Stands in for the Raft library, which is not on the class path, so that its door can be proven.
 */
public final class StandIn {
  private StandIn() {}
}
