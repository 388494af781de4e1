package io.ember.cluster.core.state;

import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import org.jspecify.annotations.Nullable;

/**
 * What holds of every state, whatever commands led to it. A snapshot that breaks it was not made by
 * this program; the tests hold every applied command to it.
 */
final class StateCheck {
  private StateCheck() {}

  /** {@return what is wrong, or null} */
  static @Nullable String firstViolation(ClusterStateData data) {
    String wrong = nodes(data);
    if (wrong == null) {
      wrong = shards(data);
    }
    if (wrong == null) {
      wrong = slots(data);
    }
    return wrong == null ? migrations(data) : wrong;
  }

  private static @Nullable String nodes(ClusterStateData data) {
    for (NodeInfo node : data.nodes().values()) {
      if (!data.shards().containsKey(node.shardId())) {
        return "node " + node.id() + " is in no shard";
      }
      if (data.wasRemoved(node.id())) {
        return "node " + node.id() + " is removed and known";
      }
    }
    return null;
  }

  private static @Nullable String shards(ClusterStateData data) {
    for (ShardInfo shard : data.shards().values()) {
      NodeInfo primary = data.node(shard.primary());
      if (primary == null || !primary.shardId().equals(shard.id())) {
        return "the primary of shard " + shard.id() + " is not in it";
      }
      if (shard.epoch() > data.currentEpoch()) {
        return "shard " + shard.id() + " is above the current epoch";
      }
      for (NodeId member : shard.members().keySet()) {
        NodeInfo node = data.node(member);
        if (node == null || !node.shardId().equals(shard.id())) {
          return "a member of shard " + shard.id() + " is not in it: " + member;
        }
        // A node that lost data, and came back, is in no set under its earlier run.
        if (!Long.valueOf(node.run()).equals(shard.members().get(member))) {
          return "a member of shard " + shard.id() + " is in another run: " + member;
        }
      }
    }
    return null;
  }

  private static @Nullable String slots(ClusterStateData data) {
    for (NodeId owner : data.slots().owners()) {
      ShardInfo shard = data.shardOf(owner);
      if (shard == null || !shard.primary().equals(owner)) {
        return "slots are owned by a node that is no primary: " + owner;
      }
      if (shard.isLost() && !data.lost().containsAll(data.slots().setOf(owner))) {
        return "slots of a shard without members are not lost: " + owner;
      }
    }
    return data.slots().assigned().containsAll(data.lost()) ? null : "a free slot is lost";
  }

  private static @Nullable String migrations(ClusterStateData data) {
    SlotSet seen = SlotSet.EMPTY;
    for (MigrationInfo migration : data.migrations().values()) {
      ShardInfo source = data.shards().get(migration.sourceShard());
      if (source == null || !data.shards().containsKey(migration.targetShard())) {
        return "migration " + migration.id() + " is between unknown shards";
      }
      if (migration.slots().intersects(seen)) {
        return "a slot is in two migrations: " + migration.id();
      }
      seen = seen.plus(migration.slots());
      if (!data.slots().setOf(source.primary()).containsAll(migration.slots())) {
        return "migration " + migration.id() + " moves slots that its source does not own";
      }
    }
    return null;
  }
}
