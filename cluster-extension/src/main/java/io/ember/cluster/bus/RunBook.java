package io.ember.cluster.bus;

import io.ember.cluster.model.NodeId;
import java.util.HashMap;
import java.util.Map;

/**
 * The highest run of each node that proved itself. Nothing of a lower run is accepted any more:
 * that process is gone, and what it said is old. Any thread.
 */
final class RunBook {
  /** Most nodes that are remembered; only who knows the secret can be one. */
  static final int MAX_NODES = 8192;

  private final Map<NodeId, Long> highest = new HashMap<>();

  /** {@return the highest known run, 0 if none is known} */
  synchronized long highest(NodeId node) {
    return highest.getOrDefault(node, 0L);
  }

  /**
   * Notes a run that was proved.
   *
   * @return whether it is higher than what was known
   * @throws RefusedException if it is lower, or there are too many nodes
   */
  synchronized boolean prove(NodeId node, long run) {
    long known = highest(node);
    if (run < known) {
      throw new RefusedException(
          Refusal.LOWER_RUN, "run " + run + " of " + node + " is over, run " + known + " was seen");
    }
    if (known == 0 && highest.size() == MAX_NODES) {
      throw new RefusedException(
          Refusal.TOO_MANY_SENDERS, "more than " + MAX_NODES + " nodes have been seen");
    }
    highest.put(node, run);
    return run > known;
  }
}
