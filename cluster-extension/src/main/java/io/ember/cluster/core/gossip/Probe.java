package io.ember.cluster.core.gossip;

import io.ember.cluster.model.NodeId;
import java.util.HashSet;
import java.util.Set;

/** A probe of a member, up to the end of its period. Owner: the engine. */
final class Probe {
  final long sequence;
  final NodeId target;
  private final long askRelaysNs;
  private boolean relaysAsked;
  private boolean answered;

  /** Who was asked to try. */
  private final Set<NodeId> relays = new HashSet<>();

  /** Which of them said that they tried in vain. */
  private final Set<NodeId> nacks = new HashSet<>();

  Probe(long sequence, NodeId target, long askRelaysNs) {
    this.sequence = sequence;
    this.target = target;
    this.askRelaysNs = askRelaysNs;
  }

  /** {@return whether it is time to ask others, which is so once} */
  boolean takeAskRelays(long nowNs) {
    if (answered || relaysAsked || nowNs < askRelaysNs) {
      return false;
    }
    relaysAsked = true;
    return true;
  }

  void addRelay(NodeId relay) {
    relays.add(relay);
  }

  /** Takes an answer: of the target, or of one that was asked to try. Others know nothing of it. */
  void acknowledge(NodeId by) {
    answered |= by.equals(target) || relays.contains(by);
  }

  void refuse(NodeId by) {
    if (relays.contains(by)) {
      nacks.add(by);
    }
  }

  boolean isAnswered() {
    return answered;
  }

  /**
   * {@return by how much a failure says that this node does not hear: a relay that did not even say
   * that it tried is such a sign (Lifeguard, section IV-A)}
   */
  int ownFault() {
    return relays.isEmpty() ? 1 : relays.size() - nacks.size();
  }
}
