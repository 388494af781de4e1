package io.ember.perf.reshard;

import java.io.IOException;
import java.util.BitSet;

/** The way in which a cluster moves slots. */
interface SlotMove {
  /**
   * How a move ended.
   *
   * @param succeeded whether the cluster says so
   * @param message what it says about it; empty if nothing
   */
  record Outcome(boolean succeeded, String message) {}

  /** Moves the lowest slots of the source, and returns when that has ended. */
  Outcome run(NodeTable.Primary source, NodeTable.Primary target, BitSet slots)
      throws IOException, InterruptedException;
}
