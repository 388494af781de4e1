package io.ember.cluster.raft;

/**
 * What the entries of the log mean. Deterministic: nodes that were given the same entries have the
 * same state and gave the same answers. Called by one thread at a time, in the order of the log.
 */
public interface ConfigStateMachine {
  /** {@return the answer to a command; a rejection is an answer} An exception stops the node. */
  byte[] apply(long term, long index, byte[] command);

  /** {@return the whole state} */
  byte[] snapshot();

  /**
   * Replaces the state.
   *
   * @param term of the last entry that the snapshot contains
   * @param index of that entry
   */
  void restore(byte[] snapshot, long term, long index);
}
