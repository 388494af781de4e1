package io.ember.cluster.sim;

import io.ember.cluster.core.gossip.GossipMessage;
import io.ember.cluster.core.gossip.NodeUpdate;
import java.util.List;

/** Bytes of a datagram as its parts account for themselves. */
final class SizeOf {
  private SizeOf() {}

  static int datagram(GossipMessage message) {
    if (message instanceof GossipMessage.Ping ping) {
      return GossipMessage.FIXED_BYTES + sum(ping.updates());
    }
    if (message instanceof GossipMessage.PingReq request) {
      return GossipMessage.FIXED_BYTES + sum(request.updates());
    }
    if (message instanceof GossipMessage.Ack ack) {
      return GossipMessage.FIXED_BYTES + sum(ack.updates());
    }
    if (message instanceof GossipMessage.Nack) {
      return 1 + 8 + 16;
    }
    throw new AssertionError(message);
  }

  private static int sum(List<NodeUpdate> updates) {
    int bytes = 0;
    for (NodeUpdate update : updates) {
      bytes += update.encodedBytes();
    }
    return bytes;
  }
}
