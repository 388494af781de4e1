package io.ember.cluster.raft;

/** What became of a proposal. */
public sealed interface ProposalResult permits ProposalResult.Applied, RaftProposalError {
  /**
   * It is in the log for ever and the state machine has answered.
   *
   * @param index of its entry; after a repeat, that of the first one
   * @param term of its entry
   * @param answer of the state machine, possibly a rejection; empty for a barrier
   */
  record Applied(long index, long term, byte[] answer) implements ProposalResult {}
}
