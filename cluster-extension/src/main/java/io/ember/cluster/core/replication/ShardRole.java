package io.ember.cluster.core.replication;

/** What a node does for its shard, as far as the configuration that it has applied decides that. */
public enum ShardRole {
  /** Nothing: its present run is not registered, or it is of no shard. */
  NONE,
  /** It owns the slots and is a member of the in-sync set. */
  PRIMARY,
  /** It copies the primary. */
  REPLICA
}
