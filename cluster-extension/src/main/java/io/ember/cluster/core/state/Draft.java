package io.ember.cluster.core.state;

import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotMap;
import io.ember.cluster.model.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A state that is being changed by one command: thrown away if the command is rejected, so a guard
 * that comes late does no harm. Holds the changes that several commands share. One thread.
 */
final class Draft {
  final SortedMap<NodeId, NodeInfo> nodes;
  final SortedMap<NodeId, ShardInfo> shards;
  final SortedMap<MigrationId, MigrationInfo> migrations;
  final SortedMap<MigrationId, Arrival> arrivals;
  final List<JobInfo> jobs;
  final List<RemovedNode> removed;
  SlotMap slots;
  SlotSet lost;
  long currentEpoch;
  MigrationId lastMigration;

  Draft(ClusterStateData data) {
    nodes = new TreeMap<>(data.nodes());
    shards = new TreeMap<>(data.shards());
    migrations = new TreeMap<>(data.migrations());
    arrivals = new TreeMap<>(data.arrivals());
    jobs = new ArrayList<>(data.jobs());
    removed = new ArrayList<>(data.removed());
    slots = data.slots();
    lost = data.lost();
    currentEpoch = data.currentEpoch();
    lastMigration = data.lastMigration();
  }

  ClusterStateData finish(long term, long index) {
    return new ClusterStateData(
        term,
        index,
        currentEpoch,
        lastMigration,
        nodes,
        shards,
        slots,
        lost,
        migrations,
        arrivals,
        jobs,
        removed);
  }

  // ---- asking

  @Nullable NodeInfo node(NodeId id) {
    return nodes.get(id);
  }

  ShardInfo shard(NodeId id) {
    ShardInfo shard = shards.get(id);
    if (shard == null) {
      throw new IllegalStateException("a shard has vanished: " + id);
    }
    return shard;
  }

  /** {@return the shard in which the node is primary, or null} */
  @Nullable ShardInfo shardOfPrimary(NodeId id) {
    NodeInfo node = nodes.get(id);
    if (node == null) {
      return null;
    }
    ShardInfo shard = shard(node.shardId());
    return shard.primary().equals(id) ? shard : null;
  }

  boolean hasReplicas(ShardInfo shard) {
    return nodes.values().stream()
        .anyMatch(node -> node.shardId().equals(shard.id()) && !node.id().equals(shard.primary()));
  }

  /** {@return an undecided migration of one of the slots, or null} */
  @Nullable MigrationInfo migrationWithin(SlotSet some) {
    return migrations.values().stream()
        .filter(migration -> migration.slots().intersects(some))
        .findFirst()
        .orElse(null);
  }

  /** {@return an undecided migration from or to the shard, or null} */
  @Nullable MigrationInfo migrationOfShard(NodeId shard) {
    return migrations.values().stream()
        .filter(migration -> migration.involves(shard))
        .findFirst()
        .orElse(null);
  }

  /** {@return whether the data of the node's shard would be lost without this replica} */
  boolean isLastMember(NodeInfo node) {
    ShardInfo shard = shard(node.shardId());
    return shard.members().size() == 1
        && shard.members().containsKey(node.id())
        && slots.slotCountOf(shard.primary()) > 0;
  }

  // ---- changing

  void put(NodeInfo node) {
    nodes.put(node.id(), node);
  }

  void put(ShardInfo shard) {
    shards.put(shard.id(), shard);
  }

  /** A node is gone, and the last that are gone are remembered, each entry once. */
  void remember(RemovedNode gone) {
    removed.remove(gone);
    removed.add(gone);
    if (removed.size() > ClusterStateData.REMOVED_KEPT) {
      removed.remove(0);
    }
  }

  long nextEpoch() {
    return ++currentEpoch;
  }

  /** Slots move, or are given up by {@code null}: how they came to where they were is history. */
  void give(SlotSet some, @Nullable NodeId owner) {
    slots = owner == null ? slots.unassign(some) : slots.assign(some, owner);
    arrivals.replaceAll(
        (id, arrival) -> new Arrival(id, arrival.attempt(), arrival.slots().minus(some)));
    arrivals.values().removeIf(arrival -> arrival.slots().isEmpty());
  }

  /** A promoted node owns what its primary owned; the slots have not moved by that. */
  void inherit(NodeId from, NodeId to) {
    slots = slots.assign(slots.setOf(from), to);
  }

  /**
   * The epoch of a shard rises, and with it the attempt of all its migrations: what was staged or
   * frozen in the old epoch is void.
   */
  void raiseEpoch(ShardInfo shard) {
    put(shard.atEpoch(nextEpoch()));
    migrations.replaceAll(
        (id, migration) -> migration.involves(shard.id()) ? migration.nextAttempt() : migration);
  }

  /** A node leaves the in-sync set of its shard, if it is in it. */
  void leaveSet(NodeInfo node) {
    ShardInfo shard = shard(node.shardId());
    if (shard.members().containsKey(node.id())) {
      SortedMap<NodeId, Long> left = new TreeMap<>(shard.members());
      left.remove(node.id());
      put(shard.withMembers(left));
      loseWithoutMembers(shard.id());
    }
  }

  /** Slots of a shard without members are lost, and with them what was to be moved of them. */
  void loseWithoutMembers(NodeId shardId) {
    ShardInfo shard = shard(shardId);
    if (!shard.isLost()) {
      return;
    }
    lost = lost.plus(slots.setOf(shard.primary()));
    migrations.values().removeIf(migration -> migration.slots().intersects(lost));
    MigrationRules.endJobsOf(this, shardId, "the source has lost its data");
  }
}
