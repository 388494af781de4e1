package io.ember.cluster.core.gossip;

import io.ember.cluster.model.NodeId;
import java.util.List;

/**
 * What members tell each other. The bus adds who sent it, proves it, and drops what is not for this
 * node.
 *
 * <p>The first four are datagrams of at most {@link GossipConfig#MAX_MESSAGE_BYTES}; the exchange
 * goes over TCP.
 */
public sealed interface GossipMessage {
  /**
   * Most bytes of a datagram apart from its updates: version and type, sequence, target, sender,
   * hint, count.
   */
  int FIXED_BYTES = 1 + 1 + 8 + 16 + 28 + 253 + 24 + 2;

  /** {@return bytes of a datagram of that sender apart from its updates} */
  static int bytesWithoutUpdates(MemberInfo sender) {
    return 1 + 1 + 8 + 16 + sender.encodedBytes() + 24 + 2;
  }

  /** Are you there? {@code target} lets a node that took over an address answer nothing. */
  record Ping(
      long sequence, NodeId target, MemberInfo sender, StateHint hint, List<NodeUpdate> updates)
      implements GossipMessage {}

  /** Ask {@code target} for me: it did not answer me. */
  record PingReq(
      long sequence, NodeId target, MemberInfo sender, StateHint hint, List<NodeUpdate> updates)
      implements GossipMessage {}

  /** I am; or: {@code target} is, says who relays it. */
  record Ack(
      long sequence, NodeId target, MemberInfo sender, StateHint hint, List<NodeUpdate> updates)
      implements GossipMessage {}

  /**
   * I am here and asked {@code target}, but it did not answer me either (Lifeguard, section IV-A).
   */
  record Nack(long sequence, NodeId target) implements GossipMessage {}

  /** All that I know; {@code wantsAnswer} asks for all that you know. */
  record Exchange(boolean wantsAnswer, MemberInfo sender, StateHint hint, List<MemberInfo> members)
      implements GossipMessage {}
}
