package io.ember.cluster.raft;

/** A proposal was not applied, as far as anybody knows. */
public sealed interface RaftProposalError extends ProposalResult {
  /** {@return why, in one line} */
  String reason();

  /**
   * Nobody confirmed it in time: it may have been applied, may yet be, or may never be. Only the
   * applied state can tell.
   */
  record Undecided(String reason) implements RaftProposalError {}

  /** It is not in the log and never will be: no node that could have taken it was reached. */
  record NotAccepted(String reason) implements RaftProposalError {}
}
