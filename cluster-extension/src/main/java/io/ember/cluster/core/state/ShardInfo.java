package io.ember.cluster.core.state;

import io.ember.cluster.model.NodeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A primary and those that copy it.
 *
 * <p>The primary is named as long as the shard exists, since slots belong to it. It serves only as
 * a member: one that restarted without its data is named until a member is promoted, and serves
 * nothing. A shard without members has lost what its slots held.
 *
 * @param id of the shard
 * @param primary owns the slots
 * @param epoch rises when the primary changes or restarts
 * @param version rises with every change of the set, of a run in it, or of the primary
 * @param members the in-sync set: each node with the run in which it is a member
 * @param everReplicated whether it ever had a member beside the primary
 */
public record ShardInfo(
    NodeId id,
    NodeId primary,
    long epoch,
    long version,
    SortedMap<NodeId, Long> members,
    boolean everReplicated) {
  public ShardInfo {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
  }

  /** {@return whether the primary may serve, as far as the configuration decides that} */
  public boolean isServed() {
    return members.containsKey(primary);
  }

  /** {@return whether no node has what the shard's slots held} */
  public boolean isLost() {
    return members.isEmpty();
  }

  ShardInfo atEpoch(long newEpoch) {
    return new ShardInfo(id, primary, newEpoch, version + 1, members, everReplicated);
  }

  ShardInfo withMembers(SortedMap<NodeId, Long> newMembers) {
    return new ShardInfo(
        id, primary, epoch, version + 1, newMembers, everReplicated || newMembers.size() > 1);
  }

  ShardInfo withPrimary(NodeId newPrimary) {
    return new ShardInfo(id, newPrimary, epoch, version, members, everReplicated);
  }
}
