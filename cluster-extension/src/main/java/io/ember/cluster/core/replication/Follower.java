package io.ember.cluster.core.replication;

import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

  /** About what an item takes beside its content. */
  private static final int ITEM_BYTES = 64;

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

  /** Whether commits wait for it. */
  boolean isCounted;

  /** What was sent and is not acknowledged, in a circle: an item, or records by their offsets. */
  private @Nullable StreamItem[] items = new StreamItem[16];

  private long[] firsts = new long[16];
  private long[] nexts = new long[16];
  private int[] sizes = new int[16];
  private int count;
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
    forgetUnacked();
    phase = Phase.AGREEING;
    activeNs = nowNs;
    wanted = SlotSet.EMPTY;
  }

  long unackedBytes() {
    return unackedBytes;
  }

  long nextSequence() {
    return nextSequence;
  }

  /** Goes on only after it has said anew where it is. */
  void detach() {
    forgetUnacked();
    phase = Phase.DETACHED;
  }

  private void forgetUnacked() {
    Arrays.fill(items, null);
    count = 0;
    unackedBytes = 0;
    nextSequence = 0;
  }

  /** Takes an item into the stream. {@return its sequence} */
  long sent(StreamItem item, long nowNs) {
    return add(item, 0, 0, item.bytes(), nowNs);
  }

  /** Takes records into the stream. {@return their sequence} */
  long sentRecords(long first, long next, int bytes, long nowNs) {
    return add(null, first, next, bytes + ITEM_BYTES, nowNs);
  }

  private long add(@Nullable StreamItem item, long first, long next, int bytes, long nowNs) {
    if (count == 0) {
      activeNs = nowNs;
    }
    if (count == items.length) {
      grow();
    }
    int at = index(nextSequence);
    items[at] = item;
    firsts[at] = first;
    nexts[at] = next;
    sizes[at] = bytes;
    count++;
    unackedBytes += bytes;
    pulseNs = nowNs;
    return nextSequence++;
  }

  private int index(long sequence) {
    return (int) (sequence & (items.length - 1));
  }

  private void grow() {
    @Nullable StreamItem[] oldItems = items;
    long[] oldFirsts = firsts;
    long[] oldNexts = nexts;
    int[] oldSizes = sizes;
    int mask = oldItems.length - 1;
    items = new StreamItem[2 * oldItems.length];
    firsts = new long[items.length];
    nexts = new long[items.length];
    sizes = new int[items.length];
    for (long sequence = nextSequence - count; sequence < nextSequence; sequence++) {
      int from = (int) (sequence & mask);
      int to = index(sequence);
      items[to] = oldItems[from];
      firsts[to] = oldFirsts[from];
      nexts[to] = oldNexts[from];
      sizes[to] = oldSizes[from];
    }
  }

  /** It has everything before the sequence. */
  void acknowledge(long sequence, long nowNs) {
    while (count > 0 && nextSequence - count < sequence) {
      int at = index(nextSequence - count);
      items[at] = null;
      unackedBytes -= sizes[at];
      count--;
      activeNs = nowNs;
    }
  }

  /** {@return whether it is silent although there is something to acknowledge} */
  boolean isSilent(long nowNs, long limitNs) {
    return count > 0 && nowNs - activeNs > limitNs;
  }

  /** {@return the offset of the first record that is not acknowledged, or a very high one} */
  long firstUnacked() {
    for (long sequence = nextSequence - count; sequence < nextSequence; sequence++) {
      if (items[index(sequence)] == null) {
        return firsts[index(sequence)];
      }
    }
    return Long.MAX_VALUE;
  }

  /** What a resend needs. */
  interface Sender {
    /** Sends an item, or if it is null the records from the first offset up to the next. */
    void send(long sequence, @Nullable StreamItem item, long first, long next);
  }

  void resend(long nowNs, Sender sender) {
    activeNs = nowNs;
    for (long sequence = nextSequence - count; sequence < nextSequence; sequence++) {
      int at = index(sequence);
      sender.send(sequence, items[at], firsts[at], nexts[at]);
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
