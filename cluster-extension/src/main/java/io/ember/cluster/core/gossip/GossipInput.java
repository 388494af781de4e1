package io.ember.cluster.core.gossip;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;

/** What can happen to a {@link GossipEngine}. */
public sealed interface GossipInput {
  /** Time passed. Wanted at least ten times a period. */
  record Tick() implements GossipInput {}

  /** An authentic message came in. {@code lengthBytes} as it was on the wire. */
  record Received(NodeId sender, Endpoint from, int lengthBytes, GossipMessage message)
      implements GossipInput {}

  /** Exchange with whoever listens there: a seed. */
  record Contact(Endpoint seed) implements GossipInput {}

  /**
   * A connection to the member's bus was refused: its process is gone, whatever its machine does.
   */
  record ConnectionRefused(NodeId member) implements GossipInput {}

  /** The committed cluster state got this far. */
  record StateAdvanced(StateHint hint) implements GossipInput {}

  /** This node's own address changed. */
  record AddressChanged(Endpoint bus) implements GossipInput {}

  /** The cluster's configuration does not have this member any more. */
  record Forget(NodeId member) implements GossipInput {}

  /** This node leaves on purpose. */
  record Leave() implements GossipInput {}
}
