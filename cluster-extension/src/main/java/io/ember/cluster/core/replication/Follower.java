package io.ember.cluster.core.replication;

import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * One replica as its primary sees it in one log and one epoch: how far it is, and the stream to it.
 *
 * <p>What it has not acknowledged is kept and sent again after a gap or a silence. Owner thread:
 * the lane.
 */
final class Follower {
  /** How far the two have come. */
  enum Phase {
    /** It has not said where it is. */
    DETACHED,
    /** It was told up to where its log is good, and has not agreed yet. */
    AGREEING,
    /** It gets records. */
    STREAMING,
    /** It wants slots, which it gets when it is no member any more. */
    WAITING,
    /** It gets slots and records. */
    FETCHING
  }

  private record Sent(long sequence, StreamItem item) {}

  final NodeId id;
  final long run;
  Phase phase = Phase.DETACHED;
  long attachment = -1;

  /** Up to where its log is the primary's and its data complete; -1 if that is not known. */
  long acked = -1;

  /** The offset of the next record that it gets. */
  long next;

  SlotSet wanted = SlotSet.EMPTY;
  int slot;
  long cursor;

  private final ArrayDeque<Sent> unacked = new ArrayDeque<>();
  private long unackedBytes;
  private long nextSequence;
  private long activeNs;
  private long pulseNs;
  private long lagTarget = -1;
  private long lagSinceNs;

  Follower(NodeId id, long run) {
    this.id = id;
    this.run = run;
  }

  /** It begins to follow anew; what it has acknowledged in this epoch stays acknowledged. */
  void attach(long number, long nowNs) {
    attachment = number;
    phase = Phase.AGREEING;
    unacked.clear();
    unackedBytes = 0;
    nextSequence = 0;
    activeNs = nowNs;
    wanted = SlotSet.EMPTY;
  }

  long unackedBytes() {
    return unackedBytes;
  }

  long nextSequence() {
    return nextSequence;
  }

  /** Takes an item into the stream. {@return its sequence} */
  long sent(StreamItem item, long nowNs) {
    if (unacked.isEmpty()) {
      activeNs = nowNs;
    }
    unacked.add(new Sent(nextSequence, item));
    unackedBytes += item.bytes();
    pulseNs = nowNs;
    return nextSequence++;
  }

  /** It has everything before the sequence. */
  void acknowledge(long sequence, long nowNs) {
    while (!unacked.isEmpty() && unacked.element().sequence() < sequence) {
      unackedBytes -= unacked.remove().item().bytes();
      activeNs = nowNs;
    }
  }

  /** {@return whether it is silent although there is something to acknowledge} */
  boolean isSilent(long nowNs, long limitNs) {
    return !unacked.isEmpty() && nowNs - activeNs > limitNs;
  }

  /** What a resend needs. */
  interface Sender {
    void send(long sequence, StreamItem item);
  }

  void resend(long nowNs, Sender sender) {
    activeNs = nowNs;
    for (Iterator<Sent> each = unacked.iterator(); each.hasNext(); ) {
      Sent sent = each.next();
      sender.send(sent.sequence(), sent.item());
    }
  }

  /** {@return whether it should be told that nothing is new; asking counts as telling} */
  boolean takePulse(long nowNs, long everyNs) {
    if (phase == Phase.DETACHED || nowNs - pulseNs < everyNs) {
      return false;
    }
    pulseNs = nowNs;
    return true;
  }

  /** {@return for how long it has been without the records that were there at the time} */
  long lagNs(long end, long nowNs) {
    if (acked >= end) {
      lagTarget = -1;
      return 0;
    }
    if (lagTarget < 0 || acked >= lagTarget) {
      lagTarget = end;
      lagSinceNs = nowNs;
    }
    return nowNs - lagSinceNs;
  }
}
