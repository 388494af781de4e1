package io.ember.cluster.core.state;

import static io.ember.cluster.core.state.ClusterResponse.ok;
import static io.ember.cluster.core.state.ClusterResponse.rejected;

import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What commands on nodes ask for, and what they do. */
final class NodeRules {
  private static final NodeId NO_SHARD = new NodeId(new UUID(0, 0));

  private NodeRules() {}

  static ClusterResponse addNode(Draft draft, ClusterCommand.AddNode command) {
    NodeInfo node = command.node();
    if (draft.node(node.id()) != null) {
      return rejected("node " + node.id() + " is already in the cluster");
    }
    if (draft.shards.containsKey(node.shardId())) {
      return rejected("the shard id " + node.shardId() + " is in use");
    }
    for (RemovedNode removed : draft.removed) {
      if (removed.id().equals(node.id())
          && (removed.bornIn().equals(node.bornIn()) || node.run() < removed.run())) {
        return rejected(
            "node " + node.id() + " was removed from the cluster; after a RESET it can come back");
      }
    }
    SlotSet taken = draft.slots.assigned().and(command.slots());
    if (!taken.isEmpty()) {
      return rejected("slot " + taken.first() + " is not free");
    }
    boolean first = draft.nodes.isEmpty();
    // A node that begins a cluster without slots has no epoch: Redis's tools will set it.
    long epoch = first && command.slots().isEmpty() ? 0 : draft.nextEpoch();
    SortedMap<NodeId, Long> itself = new TreeMap<>();
    itself.put(node.id(), node.run());
    draft.put(node);
    draft.put(new ShardInfo(node.shardId(), node.id(), epoch, 1, itself, false));
    draft.give(command.slots(), node.id());
    return ok();
  }

  static ClusterResponse removeNode(Draft draft, ClusterCommand.RemoveNode command) {
    NodeId id = command.id();
    NodeInfo node = draft.node(id);
    if (node == null) {
      return draft.removed.stream().anyMatch(removed -> removed.id().equals(id))
          ? ok()
          : unknown(id);
    }
    ShardInfo shard = draft.shardOfPrimary(id);
    if (shard == null) {
      if (draft.isLastMember(node)) {
        return lastMember(id);
      }
      draft.leaveSet(node);
    } else {
      ClusterResponse free = withoutDuties(draft, shard);
      if (!free.isOk()) {
        return free;
      }
      draft.shards.remove(shard.id());
      MigrationRules.endJobsOf(draft, shard.id(), MigrationRules.SOURCE_LEFT);
    }
    draft.nodes.remove(id);
    draft.remember(new RemovedNode(id, node.run(), node.bornIn()));
    return ok();
  }

  static ClusterResponse refuseNode(Draft draft, ClusterCommand.RefuseNode command) {
    NodeInfo node = draft.node(command.id());
    if (node != null && node.bornIn().equals(command.bornIn())) {
      return rejected("node " + node.id() + " is in the cluster");
    }
    // As if it had been removed in a later run, and from no shard: a lower run is refused.
    draft.remember(new RemovedNode(command.id(), command.run() + 1, NO_SHARD));
    return ok();
  }

  /** {@return Ok if nothing depends on the primary of a shard} */
  static ClusterResponse withoutDuties(Draft draft, ShardInfo shard) {
    NodeId id = shard.primary();
    int slots = draft.slots.slotCountOf(id);
    if (slots > 0) {
      return rejected("node " + id + " still owns " + slots + " slots");
    }
    MigrationInfo migration = draft.migrationOfShard(shard.id());
    if (migration != null) {
      return rejected("node " + id + " is in migration " + migration.id());
    }
    if (draft.hasReplicas(shard)) {
      return rejected("node " + id + " still has replicas");
    }
    return ok();
  }

  static ClusterResponse updateAddress(Draft draft, ClusterCommand.UpdateNodeAddress command) {
    NodeInfo node = draft.node(command.id());
    if (node == null) {
      return unknown(command.id());
    }
    draft.put(node.at(command.client(), command.bus()));
    return ok();
  }

  static ClusterResponse restarted(Draft draft, ClusterCommand.NodeRestarted command) {
    NodeInfo before = draft.node(command.id());
    if (before == null) {
      return unknown(command.id());
    }
    if (command.run() <= before.run()) {
      return rejected(
          "node " + before.id() + " is in run " + before.run() + ", not before " + command.run());
    }
    NodeInfo node = before.inRun(command.run());
    draft.put(node);
    if (draft.shardOfPrimary(node.id()) == null) {
      restartedReplica(draft, node, command.intact());
    } else {
      restartedPrimary(draft, node, command);
    }
    return ok();
  }

  private static void restartedReplica(Draft draft, NodeInfo node, boolean intact) {
    ShardInfo shard = draft.shard(node.shardId());
    if (!intact) {
      draft.leaveSet(node);
    } else if (shard.members().containsKey(node.id())) {
      draft.put(shard.withMembers(with(shard.members(), node)));
    }
  }

  private static void restartedPrimary(
      Draft draft, NodeInfo node, ClusterCommand.NodeRestarted command) {
    ShardInfo shard = draft.shard(node.shardId());
    boolean member = shard.isServed();
    boolean ownsNothing = draft.slots.slotCountOf(node.id()) == 0;
    boolean beginsEmpty = command.memoryOnly() && !shard.everReplicated();
    if (ownsNothing) {
      // Nothing of it can be missing, and what replicas had of it was nothing as well.
      draft.put(shard.withMembers(with(new TreeMap<>(), node)));
    } else if (member && (command.intact() || beginsEmpty)) {
      draft.put(shard.withMembers(with(shard.members(), node)));
    } else {
      draft.leaveSet(node);
    }
    draft.raiseEpoch(draft.shard(shard.id()));
  }

  private static SortedMap<NodeId, Long> with(SortedMap<NodeId, Long> members, NodeInfo node) {
    SortedMap<NodeId, Long> changed = new TreeMap<>(members);
    changed.put(node.id(), node.run());
    return changed;
  }

  static ClusterResponse bumpEpoch(Draft draft, ClusterCommand.BumpEpoch command) {
    ShardInfo shard = draft.shardOfPrimary(command.id());
    if (shard == null) {
      return notPrimary(draft, command.id());
    }
    if (shard.epoch() != command.epoch()) {
      return SlotRules.wrongEpoch(shard, command.epoch());
    }
    draft.raiseEpoch(shard);
    return ok();
  }

  static ClusterResponse setEpoch(Draft draft, ClusterCommand.SetConfigEpoch command) {
    ShardInfo shard = draft.shardOfPrimary(command.id());
    if (command.epoch() < 1) {
      return rejected("Invalid config epoch specified: " + command.epoch());
    }
    if (shard == null) {
      return notPrimary(draft, command.id());
    }
    if (draft.nodes.size() > 1) {
      return rejected(
          "The user can assign a config epoch only when the node does not know any other node.");
    }
    if (shard.epoch() != 0) {
      return rejected("Node config epoch is already non-zero");
    }
    draft.currentEpoch = Math.max(draft.currentEpoch, command.epoch());
    draft.put(shard.atEpoch(command.epoch()));
    return ok();
  }

  static ClusterResponse unknown(NodeId id) {
    return rejected("node " + id + " not found");
  }

  static ClusterResponse notPrimary(Draft draft, NodeId id) {
    return draft.node(id) == null ? unknown(id) : rejected("node " + id + " is a replica");
  }

  static ClusterResponse lastMember(NodeId id) {
    return rejected("node " + id + " is the last that has the data of its shard");
  }
}
