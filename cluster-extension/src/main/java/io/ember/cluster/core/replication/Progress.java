package io.ember.cluster.core.replication;

/** How far a replica is, in one lane of its primary. */
public enum Progress {
  /** It cannot go on as a member: it lags too long, or needs a repair of what it has. */
  MUST_LEAVE,
  /** It has not got all that is committed. */
  BEHIND,
  /** It has all that is committed, but commits do not wait for it. */
  CAUGHT_UP,
  /** It has all that is committed, and commits wait for it. */
  COUNTED
}
