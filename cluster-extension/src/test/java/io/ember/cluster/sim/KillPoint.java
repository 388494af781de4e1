package io.ember.cluster.sim;

/** Where a migration can be when somebody dies, in the order in which it gets there. */
enum KillPoint {
  /** The administrator was told that it begins. */
  JOB_BEGUN,
  /** Its first group is on the way to the log. */
  BEGIN_PROPOSED,
  /** The group is in the log. */
  BEGUN,
  /** The source has asked the target to stage it. */
  OPENED,
  /** The target has said that it does. */
  STAGING,
  /** The first entries are on their way. */
  STREAMING,
  /** Every entry was sent once. */
  CHECKPOINT,
  /** The source executes nothing on the slots any more. */
  FROZEN,
  /** What the source has is on its way to be compared. */
  FINAL,
  /** The target has said that it has all. */
  PREPARED,
  /** That it is complete is on the way to the log. */
  COMPLETE_PROPOSED,
  /** It is complete. */
  COMPLETED,
  /** It was given up. */
  ABORTED,
  /** The last of its groups was decided. */
  JOB_ENDED
}
