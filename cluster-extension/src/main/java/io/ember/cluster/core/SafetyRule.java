package io.ember.cluster.core;

/** A rule of the protocols that can be switched off, in tests, to see what breaks without it. */
public enum SafetyRule {
  /** A reply that depends on data and has no record needs a lease that reaches beyond it. */
  LEASE_IS_CHECKED,
  /** It is checked against a clock read after the execution. */
  LEASE_IS_CHECKED_AFTER_EXECUTION,
  /** It runs from the instant before the beacon was sent. */
  LEASE_RUNS_FROM_THE_SEND,
  /** It ends by the wall clock as well, which goes on while a machine is suspended. */
  LEASE_ENDS_DURING_SUSPENSION,
  /** A grant counts from an instant after its beacon was received. */
  GRANT_IS_STAMPED_AFTER_RECEIPT,
  /** Every counted node has to have answered. */
  LEASE_NEEDS_EVERY_COUNTED_NODE,
  /** A new primary waits until no lease that it granted to others can last. */
  PROMOTED_WAITS,
  /** The start of a process counts as a grant to everybody. */
  START_IS_A_GRANT,
  /** A node that is being added counts before that is proposed. */
  ADDED_COUNTS_BEFORE_THE_PROPOSAL,
  /** A node that is being dropped counts until that is applied. */
  DROPPED_COUNTS_UNTIL_APPLIED,
  /** A node is added only if it has acknowledged what is committed. */
  ADDED_HAS_ALL_THAT_IS_COMMITTED,
  /** Committed is what every counted node has. */
  EVERY_COUNTED_NODE_COMMITS,
  /** An acknowledgement counts in the run that gave it. */
  ACKNOWLEDGEMENT_IS_OF_A_RUN,
  /** A replica acknowledges as far as its log is that of the primary. */
  ACKNOWLEDGED_IS_WHAT_EQUALS,
  /** A lower epoch is refused. */
  LOWER_EPOCH_IS_REFUSED,
  /** A new primary knows as committed what it knew before. */
  OLD_TAIL_IS_UNCOMMITTED,
  /** Replies wait for the records of their slot, those of reads as well. */
  READS_WAIT_FOR_RECORDS,
  /** Who needs a full synchronisation or a slot repair leaves the set first. */
  REPAIR_IS_OUTSIDE_OF_THE_SET,
  /** A vote is given once for a round. */
  VOTE_IS_OF_A_ROUND,
  /** A node has no place in its shard before its start is applied. */
  START_IS_APPLIED_FIRST,
  /** An addition that nobody knows the fate of is given up. */
  ADDITION_IS_GIVEN_UP,
  /** While slots are handed over their source executes nothing on them, until it is decided. */
  MOVING_SLOTS_FREEZE,
  /** What changes a slot that is on its way is sent as well. */
  CHANGES_ARE_STREAMED,
  /** A batch of another attempt, or of other epochs, is refused. */
  BATCHES_ARE_OF_AN_ATTEMPT,
  /** The last batch is sent when everything that was done to its slots is committed. */
  FINAL_IS_COMMITTED,
  /** The target acknowledges what its in-sync set has. */
  STAGED_IS_COMMITTED,
  /** The target compares what came with what the source has. */
  BOTH_SIDES_ARE_COMPARED,
  /** The target serves when it is applied that it owns the slots. */
  TARGET_WAITS_FOR_COMPLETION,
  /** A promoted target adopts what was staged by a migration that is complete. */
  PROMOTED_ADOPTS,
  /** The source drops its copy when it is applied that it does not own the slots. */
  SOURCE_KEEPS_UNTIL_COMPLETION
}
