package io.ember.cluster.raft;

/**
 * Learns what happens in the log. Called by threads of the log, which must not be kept waiting; the
 * positions in order, the rest in any.
 */
public interface RaftListener {
  /** An entry, or a snapshot that ends with it, was applied. */
  default void onApplied(LogPosition position) {}

  /** There is a leader, another one or none, or the voters have changed. */
  default void onChanged() {}

  /**
   * The log has stopped for good: a fault of this node, such as a full disk. It must be restarted.
   */
  default void onFailed(String reason) {}
}
