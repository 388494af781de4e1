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

  /** How often it was asked to contradict the present suspicion, and when last. */
  private int lastAsks;

  private long lastAskedNs;

  /**
   * Whether the present address answered a probe of ours with its sequence, and so receives what we
   * send there.
   */
  private boolean addressProved;

  private boolean heard;
  private boolean forgotten;
  private long nextPullNs = Long.MIN_VALUE;
  private long nextAnswerNs = Long.MIN_VALUE;

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
      lastAsks = 0;
      forgotten = false;
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
    lastAskedNs += stallNs;
  }

  /** {@return whether the suspicion had not been told by this one before} */
  boolean addTeller(NodeId teller) {
    return tellers.add(teller);
  }

  /** {@return how many others confirmed the first suspicion} */
  int confirmations() {
    return Math.max(0, tellers.size() - 1);
  }

  /** {@return whether the suspect had all its chances, the last one that long ago} */
  boolean hadItsChances(long nowNs, long answerNs) {
    return lastAsks == GossipConfig.LAST_ASKS && nowNs - lastAskedNs >= answerNs;
  }

  /** {@return whether the suspect is to be asked (again), which counts as done} */
  boolean takeLastAsk(long nowNs, long everyNs) {
    if (lastAsks == GossipConfig.LAST_ASKS || (lastAsks > 0 && nowNs - lastAskedNs < everyNs)) {
      return false;
    }
    lastAsks++;
    lastAskedNs = nowNs;
    return true;
  }

  boolean isAddressProved() {
    return addressProved;
  }

  void proveAddress() {
    addressProved = true;
  }

  /** {@return whether an authentic message of this member ever came in: it is not made up} */
  boolean isHeard() {
    return heard;
  }

  void hear() {
    heard = true;
  }

  /** {@return whether the configuration dropped it, so that nobody looks for it} */
  boolean isForgotten() {
    return forgotten;
  }

  void forget() {
    forgotten = true;
  }

  /** {@return whether its state may be pulled, which is then not so for a while} */
  boolean takePull(long nowNs, long pauseNs) {
    boolean may = nowNs >= nextPullNs;
    if (may) {
      nextPullNs = nowNs + pauseNs;
    }
    return may;
  }

  /** {@return whether its exchange may be answered, which is then not so for a while} */
  boolean takeAnswer(long nowNs, long pauseNs) {
    boolean may = nowNs >= nextAnswerNs;
    if (may) {
      nextAnswerNs = nowNs + pauseNs;
    }
    return may;
  }
}
