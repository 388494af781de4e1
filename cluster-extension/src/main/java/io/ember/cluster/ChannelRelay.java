package io.ember.cluster;

import io.ember.cluster.bus.Bus;
import io.ember.cluster.bus.Link;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.pubsub.Channels;
import io.ember.cluster.pubsub.PublishedMessage;
import io.ember.cluster.session.Subscriptions.Kind;
import java.util.function.Supplier;

/**
 * Passes published messages on to the other nodes: all of them, or for a sharded channel those of
 * this node's shard. Like Redis it promises nothing: what a node cannot be sent now is dropped, and
 * counted by the bus. Any thread.
 */
final class ChannelRelay implements Channels.Relay {
  private final Bus bus;
  private final Supplier<ClusterState> cluster;

  ChannelRelay(Bus bus, Supplier<ClusterState> cluster) {
    this.bus = bus;
    this.cluster = cluster;
  }

  @Override
  public void pass(Kind kind, byte[] channel, byte[] message) {
    ClusterState state = cluster.get();
    if (state.nodes().size() < 2) {
      return;
    }
    NodeId shard = state.local().shardId();
    byte[] payload = new PublishedMessage(kind, channel, message).encode();
    for (ClusterNode node : state.nodes().values()) {
      boolean wanted = kind != Kind.SHARD || node.shardId().equals(shard);
      if (wanted && !node.id().equals(state.localId())) {
        bus.send(node.id(), Link.DATA, PublishedMessage.FRAME_TYPE, payload);
      }
    }
  }
}
