package io.ember.cluster.core.gossip;

import io.ember.cluster.model.NodeId;
import java.util.HashSet;
import java.util.Set;

/** What one engine keeps of another member. Owner: the engine. */
final class MemberState {
  private MemberInfo info;
  private long sinceNs;

  /** Who found the present suspicion out; empty unless suspected. */
  private final Set<NodeId> tellers = new HashSet<>();

  /**
   * Whether the present address answered a probe of ours with its sequence, and so receives what we
   * send there.
   */
  private boolean addressProved;

  MemberState(MemberInfo info, long nowNs) {
    this.info = info;
    sinceNs = nowNs;
  }

  MemberInfo info() {
    return info;
  }

  MemberStatus status() {
    return info.status();
  }

  boolean isPresent() {
    return info.status().isPresent();
  }

  /** Takes over newer news. */
  void become(MemberInfo newer, long nowNs) {
    if (newer.status() != info.status() || newer.incarnation() != info.incarnation()) {
      sinceNs = nowNs;
      tellers.clear();
    }
    if (!newer.bus().equals(info.bus())) {
      addressProved = false;
    }
    info = newer;
  }

  /** {@return when the present status began, moved on by stalls of our own} */
  long sinceNs() {
    return sinceNs;
  }

  /**
   * Takes a stall of our own out of the account: the member could not have been heard meanwhile.
   */
  void forgive(long stallNs) {
    sinceNs += stallNs;
  }

  /** {@return whether the suspicion had not been told by this one before} */
  boolean addTeller(NodeId teller) {
    return tellers.add(teller);
  }

  /** {@return how many others confirmed the first suspicion} */
  int confirmations() {
    return Math.max(0, tellers.size() - 1);
  }

  boolean isAddressProved() {
    return addressProved;
  }

  void proveAddress() {
    addressProved = true;
  }
}
