package io.ember.cluster;

import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.SlotMap;
import io.ember.cluster.persist.NodeIdentity;
import io.ember.cluster.persist.NodeStore;
import org.jspecify.annotations.Nullable;

/**
 * Who a node is and what it owns. A node of a cluster keeps that in its directory; a single engine
 * has no name that anybody could ask for again, and needs no directory. Any thread.
 */
final class NodeMembership implements AutoCloseable {
  private final NodeIdentity identity;
  private final ClusterState state;
  private final @Nullable NodeStore store;

  private NodeMembership(NodeIdentity identity, ClusterState state, @Nullable NodeStore store) {
    this.identity = identity;
    this.state = state;
    this.store = store;
  }

  /** Opens what the configuration names. */
  static NodeMembership open(ClusterConfig config) {
    if (!config.membership().enabled()) {
      NodeIdentity identity = NodeIdentity.create();
      return new NodeMembership(identity, alone(config, identity, true), null);
    }
    NodeStore store = NodeStore.open(config.nodeDir(), config.membership().bootstrap());
    NodeIdentity identity = store.facts().identity();
    return new NodeMembership(identity, alone(config, identity, store.facts().bootstrap()), store);
  }

  private static ClusterState alone(
      ClusterConfig config, NodeIdentity identity, boolean ownsAllSlots) {
    ClusterNode node =
        ClusterNode.myself(
            identity.nodeId(),
            identity.shardId(),
            config.client().announced(),
            config.membership().enabled() ? config.bus().announcePort() : 0,
            ownsAllSlots ? 1 : 0);
    SlotMap slots = ownsAllSlots ? SlotMap.ownedBy(identity.nodeId()) : SlotMap.EMPTY;
    return ClusterState.alone(node, slots, config.membership().requireFullCoverage());
  }

  NodeIdentity identity() {
    return identity;
  }

  ClusterState state() {
    return state;
  }

  /** {@return whether the node serves slots} */
  boolean servesSlots() {
    return state.slots().assignedCount() > 0;
  }

  @Override
  public void close() {
    NodeStore open = store;
    if (open != null) {
      open.close();
    }
  }
}
