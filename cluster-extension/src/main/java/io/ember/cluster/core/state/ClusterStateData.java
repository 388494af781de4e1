package io.ember.cluster.core.state;

import io.ember.cluster.model.JobId;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.NodeRole;
import io.ember.cluster.model.SlotMap;
import io.ember.cluster.model.SlotSet;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of the cluster after some entry of the log. Immutable.
 *
 * <p>Each fact stands here once: who owns a slot only in {@code slots}, who is primary only in
 * {@code shards}, which shard a node is in only in {@code nodes}. What follows from them is asked
 * for by methods, so it cannot disagree.
 *
 * @param term of the last entry that was applied, rejected ones included; 0 before the first
 * @param index of that entry; -1 before the first
 * @param currentEpoch the highest epoch that a shard has or had
 * @param lastMigration the last that was begun
 * @param nodes all nodes
 * @param shards all shards; each has a primary among the nodes
 * @param slots who owns them; owners are primaries
 * @param lost owned slots whose content no node has
 * @param migrations those that are not decided
 * @param arrivals those that were completed, as far as their slots have not moved again
 * @param jobs the open ones and the last that ended, in the order in which they began
 * @param removed the last nodes that were removed, in that order
 */
public record ClusterStateData(
    long term,
    long index,
    long currentEpoch,
    MigrationId lastMigration,
    SortedMap<NodeId, NodeInfo> nodes,
    SortedMap<NodeId, ShardInfo> shards,
    SlotMap slots,
    SlotSet lost,
    SortedMap<MigrationId, MigrationInfo> migrations,
    SortedMap<MigrationId, Arrival> arrivals,
    List<JobInfo> jobs,
    List<RemovedNode> removed) {

  /** How many jobs stay; open ones do in any case. */
  static final int JOBS_KEPT = 100;

  /** How many removed nodes are remembered. */
  static final int REMOVED_KEPT = 1000;

  /** Nothing was applied yet. */
  public static final ClusterStateData EMPTY =
      new ClusterStateData(
          0,
          -1,
          0,
          MigrationId.NONE,
          new TreeMap<>(),
          new TreeMap<>(),
          SlotMap.EMPTY,
          SlotSet.EMPTY,
          new TreeMap<>(),
          new TreeMap<>(),
          List.of(),
          List.of());

  public ClusterStateData {
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    shards = Collections.unmodifiableSortedMap(new TreeMap<>(shards));
    migrations = Collections.unmodifiableSortedMap(new TreeMap<>(migrations));
    arrivals = Collections.unmodifiableSortedMap(new TreeMap<>(arrivals));
    jobs = List.copyOf(jobs);
    removed = List.copyOf(removed);
  }

  /** {@return the node, or null if there is none of that id} */
  public @Nullable NodeInfo node(NodeId id) {
    return nodes.get(id);
  }

  /** {@return the shard of a node, or null if the node is not known} */
  public @Nullable ShardInfo shardOf(NodeId id) {
    NodeInfo node = nodes.get(id);
    return node == null ? null : shards.get(node.shardId());
  }

  /** {@return whether the node is known and is the primary of its shard} */
  public boolean isPrimary(NodeId id) {
    ShardInfo shard = shardOf(id);
    return shard != null && shard.primary().equals(id);
  }

  /** {@return what a known node does} */
  public NodeRole role(NodeId id) {
    return isPrimary(id) ? NodeRole.PRIMARY : NodeRole.REPLICA;
  }

  /** {@return whom a node copies; null for a primary, and for a node that is not known} */
  public @Nullable NodeId primaryOf(NodeId id) {
    ShardInfo shard = shardOf(id);
    return shard == null || shard.primary().equals(id) ? null : shard.primary();
  }

  /** {@return the replicas of a primary, by id} */
  public List<NodeInfo> replicasOf(NodeId primary) {
    ShardInfo shard = shardOf(primary);
    if (shard == null || !shard.primary().equals(primary)) {
      return List.of();
    }
    return nodes.values().stream()
        .filter(node -> node.shardId().equals(shard.id()) && !node.id().equals(primary))
        .toList();
  }

  /** {@return the node that owns a slot, or null} */
  public @Nullable NodeInfo owner(int slot) {
    NodeId id = slots.owner(slot);
    return id == null ? null : nodes.get(id);
  }

  /**
   * {@return whether the configuration lets the owner of a slot serve it} False without an owner,
   * for a lost slot, and while the owner is no member of its own shard.
   */
  public boolean isServed(int slot) {
    NodeId id = slots.owner(slot);
    ShardInfo shard = id == null ? null : shardOf(id);
    return shard != null && shard.isServed() && !lost.contains(slot);
  }

  /** {@return the job, or null} */
  public @Nullable JobInfo job(JobId id) {
    return jobs.stream().filter(job -> job.id().equals(id)).findFirst().orElse(null);
  }

  /** {@return the undecided migration of a slot, or null} */
  public @Nullable MigrationInfo migrationOf(int slot) {
    return migrations.values().stream()
        .filter(migration -> migration.slots().contains(slot))
        .findFirst()
        .orElse(null);
  }

  /** {@return by which migration a slot came to its owner, or null} */
  public @Nullable Arrival arrivalOf(int slot) {
    return arrivals.values().stream()
        .filter(arrival -> arrival.slots().contains(slot))
        .findFirst()
        .orElse(null);
  }

  /** {@return whether a node of that id was removed and has not come back} */
  public boolean wasRemoved(NodeId id) {
    return !nodes.containsKey(id) && removed.stream().anyMatch(node -> node.id().equals(id));
  }

  /** {@return whether the node that was added with that shard was removed} */
  public boolean wasRemoved(NodeId id, NodeId bornIn) {
    return removed.stream().anyMatch(node -> node.id().equals(id) && node.bornIn().equals(bornIn));
  }

  /**
   * {@return a number that differs when the content does, the position in the log not counted}
   * Equal on all nodes that have applied the same commands.
   */
  public long contentHash() {
    return StateCodec.contentHash(this);
  }
}
