package io.ember.cluster.sim;

/**
 * A rule outside of the cores of replication that a run leaves out, to see what breaks without it.
 */
enum Neglect {
  /** All rules are kept. */
  NONE,
  /** Disks forget votes. */
  VOTES_ARE_FORCED,
  /** {@code SetInSync} is applied whatever the version of the shard is. */
  SET_HAS_A_VERSION,
  /** {@code SetInSync} is applied whatever runs its members are in. */
  SET_HAS_RUNS,
  /** {@code PromoteReplica} takes a replica that is no member. */
  PROMOTED_IS_A_MEMBER,
  /** Who comes back without its data keeps its place in the set. */
  LOST_DATA_LEAVES_THE_SET,
  /** A restart leaves the shard at its epoch. */
  RESTART_RAISES_THE_EPOCH,
  /** A change of primary leaves its migrations at their attempt. */
  PROMOTION_RAISES_THE_ATTEMPT,
  /** {@code CompleteMigration} is applied whatever attempt and epochs it names. */
  COMPLETION_IS_OF_AN_ATTEMPT
}
