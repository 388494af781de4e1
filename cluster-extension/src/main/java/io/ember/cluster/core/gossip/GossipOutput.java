package io.ember.cluster.core.gossip;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;

/**
 * What a {@link GossipEngine} wants done, in this order: a {@link Persist} completes before what
 * follows it.
 */
public sealed interface GossipOutput {
  /** Force the own incarnation to disk. */
  record Persist(long incarnation) implements GossipOutput {}

  /** Send a datagram. */
  record Datagram(Endpoint to, NodeId receiver, GossipMessage message) implements GossipOutput {}

  /** Send over TCP; the receiver's id is not known yet when a seed is contacted. */
  record Exchange(Endpoint to, GossipMessage.Exchange message) implements GossipOutput {}

  /** Tell the rest of the node. */
  record Emit(GossipEvent event) implements GossipOutput {}

  /** That member knows more of the committed state: pull it. */
  record PullState(NodeId from, StateHint hint) implements GossipOutput {}
}
