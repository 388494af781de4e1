package io.ember.cluster.raft;

/** The part that a node plays in the group. */
public enum RaftRole {
  /** Follows the applied feed. */
  LEARNER,
  /** Votes and follows a leader, or looks for one. */
  FOLLOWER,
  /** Stands for election. */
  CANDIDATE,
  /** Takes proposals. */
  LEADER
}
