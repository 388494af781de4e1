package io.ember.cluster;

import io.ember.cluster.bus.Bus;
import io.ember.cluster.control.ClusterControl;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.SlotMap;
import io.ember.cluster.persist.NodeIdentity;
import java.util.Optional;

/** Who a node is, and how it takes part in a cluster, if it does. Any thread. */
interface NodeMembership extends AutoCloseable {
  /** {@return who the node was when it was started} */
  NodeIdentity identity();

  /** {@return the cluster as the node knows it} */
  ClusterState state();

  /** {@return the control line; none for a single engine} */
  Optional<ClusterControl> control();

  /** {@return the bus; none for a single engine} */
  Optional<Bus> bus();

  /** Has each of its threads for which calls may wait do something, soon. */
  void onEachThread(Runnable task);

  /** Begins to take part; returns when a node that is alone serves. */
  void start();

  /**
   * The node is about to stop: hands over to a replica, if it is a primary and has one that can.
   * Waits for that, some seconds at most.
   */
  void retire();

  /** Takes part no longer. */
  void stop();

  /** Gives up what it holds on disk. */
  @Override
  void close();

  /**
   * {@return that of an engine which serves every key and knows of no cluster} It has no name that
   * anybody could ask for again, and needs no directory.
   */
  static NodeMembership ofSingleEngine(ClusterConfig config) {
    NodeIdentity identity = NodeIdentity.create();
    ClusterNode node =
        ClusterNode.myself(
            identity.nodeId(), identity.shardId(), config.client().announced(), 0, 1);
    ClusterState state = ClusterState.alone(node, SlotMap.ownedBy(identity.nodeId()), false);
    return new NodeMembership() {
      @Override
      public NodeIdentity identity() {
        return identity;
      }

      @Override
      public ClusterState state() {
        return state;
      }

      @Override
      public Optional<ClusterControl> control() {
        return Optional.empty();
      }

      @Override
      public void onEachThread(Runnable task) {
        // There is none.
      }

      @Override
      public Optional<Bus> bus() {
        return Optional.empty();
      }

      @Override
      public void start() {}

      @Override
      public void retire() {}

      @Override
      public void stop() {}

      @Override
      public void close() {}
    };
  }
}
