package io.ember.cluster.core.state;

import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeFlags;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.NodeRole;
import java.util.HashMap;
import java.util.Map;

/** The picture that clients are shown: the configuration, and what gossip says of its nodes. */
public final class ClusterStateView {
  private ClusterStateView() {}

  /**
   * {@return the cluster as one of its nodes sees it}
   *
   * @throws IllegalArgumentException if the node is not part of the configuration
   */
  public static ClusterState of(
      ClusterStateData data, NodeId localId, Liveness.Source liveness, boolean fullCoverage) {
    Map<NodeId, ClusterNode> nodes = new HashMap<>();
    for (NodeInfo node : data.nodes().values()) {
      Liveness alive = node.id().equals(localId) ? Liveness.UP : liveness.of(node.id());
      nodes.put(node.id(), node(data, node, alive, node.id().equals(localId)));
    }
    return new ClusterState(
        localId, nodes, data.slots(), data.currentEpoch(), fullCoverage, data.index(), data.lost());
  }

  private static ClusterNode node(
      ClusterStateData data, NodeInfo node, Liveness alive, boolean myself) {
    ShardInfo shard = data.shards().get(node.shardId());
    NodeFlags flags = myself ? NodeFlags.MYSELF : alive.flags();
    boolean isMember = shard != null && shard.members().containsKey(node.id());
    boolean isSyncing = data.role(node.id()) == NodeRole.REPLICA && !isMember;
    return new ClusterNode(
        node.id(),
        node.shardId(),
        node.client(),
        node.bus().port(),
        data.role(node.id()),
        data.primaryOf(node.id()),
        isSyncing ? flags.asSyncing() : flags,
        alive.pingSentMs(),
        alive.pongReceivedMs(),
        shard == null ? 0 : shard.epoch(),
        alive.linkUp());
  }
}
