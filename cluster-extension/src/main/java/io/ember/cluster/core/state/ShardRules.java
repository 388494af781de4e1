package io.ember.cluster.core.state;

import static io.ember.cluster.core.state.ClusterResponse.ok;
import static io.ember.cluster.core.state.ClusterResponse.rejected;

import io.ember.cluster.model.NodeId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What commands on shards ask for, and what they do. */
final class ShardRules {
  private ShardRules() {}

  static ClusterResponse setReplicaOf(Draft draft, ClusterCommand.SetReplicaOf command) {
    NodeInfo node = draft.node(command.id());
    if (node == null) {
      return NodeRules.unknown(command.id());
    }
    ShardInfo target = draft.shardOfPrimary(command.primary());
    if (target == null) {
      return NodeRules.notPrimary(draft, command.primary());
    }
    if (command.id().equals(command.primary())) {
      return rejected("node " + command.id() + " cannot replicate itself");
    }
    if (node.shardId().equals(target.id())) {
      return ok();
    }
    ShardInfo own = draft.shardOfPrimary(node.id());
    if (own == null) {
      if (draft.isLastMember(node)) {
        return NodeRules.lastMember(node.id());
      }
      draft.leaveSet(node);
    } else {
      ClusterResponse free = NodeRules.withoutDuties(draft, own);
      if (!free.isOk()) {
        return free;
      }
      draft.shards.remove(own.id());
      MigrationRules.endJobsOf(draft, own.id(), MigrationRules.SOURCE_LEFT);
    }
    draft.put(node.inShard(target.id()));
    return ok();
  }

  static ClusterResponse promote(Draft draft, ClusterCommand.PromoteReplica command) {
    NodeInfo node = draft.node(command.id());
    if (node == null) {
      return rejected("replica " + command.id() + " not found");
    }
    ShardInfo shard = draft.shard(node.shardId());
    if (shard.primary().equals(node.id())) {
      return rejected("node " + node.id() + " is not a replica");
    }
    if (shard.epoch() != command.epoch()) {
      return SlotRules.wrongEpoch(shard, command.epoch());
    }
    if (node.run() != command.run()) {
      return wrongRun(node, command.run());
    }
    boolean member = shard.members().containsKey(node.id());
    if (!member && command.kind() != PromotionKind.TAKEOVER) {
      return rejected("node " + node.id() + " is not in sync with its primary");
    }
    if (command.kind() == PromotionKind.PLANNED && shard.version() != command.version()) {
      return wrongVersion(shard, command.version());
    }
    draft.inherit(shard.primary(), node.id());
    draft.put(shard.withPrimary(node.id()).withMembers(after(shard, node, command.kind())));
    if (!member) {
      draft.lost = draft.lost.minus(draft.slots.setOf(node.id()));
    }
    draft.raiseEpoch(draft.shard(shard.id()));
    return ok();
  }

  private static SortedMap<NodeId, Long> after(
      ShardInfo shard, NodeInfo promoted, PromotionKind kind) {
    SortedMap<NodeId, Long> members = new TreeMap<>(shard.members());
    if (kind == PromotionKind.UNPLANNED) {
      members.remove(shard.primary());
    } else if (kind == PromotionKind.TAKEOVER) {
      // The others have another history than the one that counts from here.
      members.clear();
    }
    members.put(promoted.id(), promoted.run());
    return members;
  }

  static ClusterResponse setInSync(Draft draft, ClusterCommand.SetInSync command) {
    ShardInfo shard = draft.shardOfPrimary(command.primary());
    if (shard == null) {
      return NodeRules.notPrimary(draft, command.primary());
    }
    if (shard.epoch() != command.epoch()) {
      return SlotRules.wrongEpoch(shard, command.epoch());
    }
    if (shard.version() != command.version()) {
      return wrongVersion(shard, command.version());
    }
    if (!shard.isServed()) {
      return rejected("node " + command.primary() + " does not serve its shard");
    }
    if (!command.members().containsKey(command.primary())) {
      return rejected("node " + command.primary() + " must be in its own in-sync set");
    }
    for (Map.Entry<NodeId, Long> member : command.members().entrySet()) {
      NodeInfo node = draft.node(member.getKey());
      if (node == null) {
        return NodeRules.unknown(member.getKey());
      }
      if (!node.shardId().equals(shard.id())) {
        return rejected("node " + node.id() + " does not replicate " + command.primary());
      }
      if (node.run() != member.getValue()) {
        return wrongRun(node, member.getValue());
      }
    }
    draft.put(shard.withMembers(command.members()));
    return ok();
  }

  private static ClusterResponse wrongRun(NodeInfo node, long expected) {
    return rejected("node " + node.id() + " is in run " + node.run() + ", not " + expected);
  }

  private static ClusterResponse wrongVersion(ShardInfo shard, long expected) {
    return rejected(
        "the version of node " + shard.primary() + " is " + shard.version() + ", not " + expected);
  }
}
