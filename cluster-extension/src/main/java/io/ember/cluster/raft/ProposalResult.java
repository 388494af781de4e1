package io.ember.cluster.raft;

/** What became of a proposal. */
public sealed interface ProposalResult {
  /**
   * It is in the log for ever and the state machine has answered.
   *
   * @param index of its entry; after a repeat, that of the first one
   * @param term of its entry
   * @param answer of the state machine, possibly a rejection; empty for a barrier
   */
  record Applied(long index, long term, byte[] answer) implements ProposalResult {}

  /**
   * Nobody confirmed it in time: it may have been applied, may yet be, or may never be. Only the
   * applied state can tell.
   */
  record Undecided(String reason) implements ProposalResult {}

  /** It is not in the log and never will be: no node that could have taken it was reached. */
  record NotAccepted(String reason) implements ProposalResult {}
}
