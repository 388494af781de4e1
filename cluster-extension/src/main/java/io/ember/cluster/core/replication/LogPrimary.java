package io.ember.cluster.core.replication;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.effect.EffectWriter;
import io.ember.cluster.core.effect.SlotMarks;
import io.ember.cluster.core.replication.Follower.Phase;
import io.ember.cluster.core.replication.LaneReport.ReplicaState;
import io.ember.cluster.core.replication.LogFigures.ReplicaFigures;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.SlotStore;
import io.ember.engine.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One log while the node is primary, in one epoch: streams it to the replicas and knows what is
 * committed. Owner thread: the lane.
 */
final class LogPrimary {
  private static final long MS = 1_000_000;
  private static final long RESEND_NS = 200 * MS;
  private static final long GIVE_UP_NS = 2_000 * MS;
  private static final long PULSE_NS = 100 * MS;
  private static final long WINDOW_BYTES = 1 << 20;
  private static final int RECORDS_BYTES = 256 * 1024;
  private static final int CHUNK_BYTES = 64 * 1024;

  /** Few, since each may be large. */
  private static final int CHUNK_ENTRIES = 4;

  private final LaneContext lane;
  private final LogState log;
  private final List<Follower> followers = new ArrayList<>();
  private final long floor;
  private @Nullable Follower[] counted = {};
  private ShardView view;

  /**
   * Begins an epoch: nothing beyond the known commit offset is committed, whatever it says.
   *
   * @param view with the role of a primary
   */
  LogPrimary(LaneContext lane, LogState log, ShardView view) {
    this.lane = lane;
    this.log = log;
    this.view = view;
    if (!log.hasPosition) {
      log.records.reset(log.records.end());
      log.applied = log.records.end();
      log.hasPosition = true;
    }
    lane.apply(log, log.records.end());
    log.damaged = SlotSet.EMPTY;
    log.commit = Math.min(log.commit, log.records.end());
    if (!lane.rules().holds(SafetyRule.OLD_TAIL_IS_UNCOMMITTED)) {
      log.commit = log.records.end();
    }
    log.epochs.begin(view.epoch(), log.records.end());
    byte[] start = EffectWriter.epochStart(view.epoch());
    log.records.append(start, 0, start.length);
    log.applied = log.records.end();
    floor = lane.rules().holds(SafetyRule.OLD_TAIL_IS_UNCOMMITTED) ? log.records.end() : log.commit;
    place(view);
    for (int i = 0; i < followers.size(); i++) {
      // Who was here before it said where it is, and was not heard.
      lane.sink()
          .send(
              followers.get(i).id,
              new LogMessage.Pulse(
                  view.epoch(), log.number, LogMessage.Pulse.TO_ALL, 0, log.commit));
    }
  }

  /** {@return up to where commits have to go before anything of this epoch may be told} */
  long floor() {
    return floor;
  }

  long commit() {
    return log.commit;
  }

  /** {@return whether effects have to be recorded: somebody follows} */
  private static boolean isFollowed(ShardView view) {
    return !view.replicas().isEmpty();
  }

  /** The same epoch, other nodes. */
  void update(ShardView next) {
    if (!isFollowed(view) && isFollowed(next)) {
      // Nothing was recorded meanwhile: whoever was here before does not go on where it was.
      log.records.append(new byte[0], 0, 0);
      log.applied = log.records.end();
      log.records.trim(log.records.end());
    }
    place(next);
  }

  private void place(ShardView next) {
    view = next;
    counted = new Follower[next.counted().size()];
    boolean byRun = lane.rules().holds(SafetyRule.ACKNOWLEDGEMENT_IS_OF_A_RUN);
    followers.removeIf(
        follower -> {
          Long run = next.replicas().get(follower.id);
          return run == null || (byRun && run != follower.run);
        });
    for (Map.Entry<NodeId, Long> replica : next.replicas().entrySet()) {
      if (follower(replica.getKey()) == null) {
        followers.add(new Follower(replica.getKey(), replica.getValue()));
      }
    }
    for (int i = 0; i < followers.size(); i++) {
      Follower follower = followers.get(i);
      Long run = next.counted().get(follower.id);
      follower.isCounted = run != null && run == follower.run;
    }
    int at = 0;
    for (NodeId id : next.counted().keySet()) {
      counted[at++] = follower(id);
    }
    if (!isFollowed(next)) {
      log.records.trim(log.records.end());
    }
    updateCommit();
  }

  private @Nullable Follower follower(NodeId id) {
    for (int i = 0; i < followers.size(); i++) {
      if (followers.get(i).id.equals(id)) {
        return followers.get(i);
      }
    }
    return null;
  }

  private @Nullable Follower follower(NodeId id, long run, long attachment) {
    Follower follower = follower(id);
    boolean byRun = lane.rules().holds(SafetyRule.ACKNOWLEDGEMENT_IS_OF_A_RUN);
    return follower != null && (follower.run == run || !byRun) && follower.attachment == attachment
        ? follower
        : null;
  }

  // ---- records

  /** Appends the record of what was just done. {@return its offset} */
  long append(byte[] bytes, int offset, int length) {
    long at = log.records.append(bytes, offset, length);
    log.applied = log.records.end();
    updateCommit();
    return at;
  }

  /** {@return whether there is no room for another record} */
  boolean isFull() {
    long needed = log.commit;
    for (int i = 0; i < followers.size(); i++) {
      if (followers.get(i).isCounted) {
        needed = Math.min(needed, Math.max(0, followers.get(i).acked));
      }
    }
    log.trim(lane.logBudgetBytes(), needed);
    return log.records.bytes() > lane.logBudgetBytes();
  }

  private void updateCommit() {
    if (!view.enoughMembers()) {
      return;
    }
    long low = log.records.end();
    if (lane.rules().holds(SafetyRule.EVERY_COUNTED_NODE_COMMITS)) {
      for (Follower follower : counted) {
        low = Math.min(low, follower != null && isCounting(follower) ? follower.acked : -1);
      }
    } else {
      low = majority();
    }
    log.commit = Math.max(log.commit, low);
  }

  private boolean isCounting(Follower follower) {
    return follower.isCounted || !lane.rules().holds(SafetyRule.ACKNOWLEDGEMENT_IS_OF_A_RUN);
  }

  /** What a majority would commit; wrong, and therefore only for tests. */
  private long majority() {
    List<Long> acked = new ArrayList<>();
    acked.add(log.records.end());
    for (Follower follower : counted) {
      acked.add(follower == null ? -1 : follower.acked);
    }
    acked.sort(null);
    return acked.get((acked.size() - 1) / 2);
  }

  // ---- what replicas say

  void receive(long nowNs, NodeId from, LogMessage message) {
    if (message instanceof LogMessage.Attach attach) {
      attach(nowNs, from, attach);
    } else if (message instanceof LogMessage.Fetch fetch) {
      fetch(from, fetch);
    } else if (message instanceof LogMessage.Ack ack) {
      acknowledge(
          nowNs, from, ack.run(), ack.attachment(), ack.sequence(), ack.position(), ack.isGap());
    }
  }

  private void attach(long nowNs, NodeId from, LogMessage.Attach attach) {
    Follower follower = follower(from);
    if (follower == null
        || follower.run != attach.run()
        || attach.attachment() <= follower.attachment) {
      return;
    }
    long position =
        attach.end() < 0
            ? -1
            : log.epochs.agreement(log.records.end(), attach.epochs(), attach.end());
    if (position < log.records.begin() || position < attach.begin()) {
      position = -1;
    }
    follower.attach(attach.attachment(), nowNs);
    follower.next = position;
    emit(nowNs, follower, new StreamItem.Agreed(position));
  }

  private void fetch(NodeId from, LogMessage.Fetch fetch) {
    Follower follower = follower(from, fetch.run(), fetch.attachment());
    if (follower != null && follower.phase == Phase.AGREEING) {
      follower.phase = Phase.WAITING;
      follower.wanted = fetch.slots();
      follower.acked = -1;
    }
  }

  /** A replica has something. */
  void acknowledge(
      long nowNs,
      NodeId from,
      long run,
      long attachment,
      long sequence,
      long position,
      boolean isGap) {
    Follower follower = follower(from, run, attachment);
    if (follower == null || sequence > follower.nextSequence()) {
      return;
    }
    follower.acknowledge(sequence, nowNs);
    boolean isBelievable =
        position <= log.records.end()
            || !lane.rules().holds(SafetyRule.ACKNOWLEDGED_IS_WHAT_EQUALS);
    if (position >= 0 && isBelievable) {
      if (follower.phase == Phase.AGREEING && follower.next >= 0) {
        follower.phase = Phase.STREAMING;
      }
      follower.acked = Math.max(follower.acked, position);
      updateCommit();
    }
    if (isGap) {
      resend(nowNs, follower);
    }
  }

  // ---- what replicas are told

  /** Sends what there is to send, as far as the windows are open. */
  void pump(long nowNs) {
    for (int i = 0; i < followers.size(); i++) {
      Follower follower = followers.get(i);
      if (follower.isSilent(nowNs, RESEND_NS)) {
        // One that is only slow may still have what has gone from here.
        boolean isGone = follower.firstUnacked() < log.records.begin();
        if (!isGone || follower.isSilent(nowNs, GIVE_UP_NS)) {
          resend(nowNs, follower);
        }
      }
      while (follower.unackedBytes() < WINDOW_BYTES && sendNext(nowNs, follower)) {
        // One item after the other.
      }
      if (follower.takePulse(nowNs, PULSE_NS)) {
        lane.sink()
            .send(
                follower.id,
                new LogMessage.Pulse(
                    view.epoch(),
                    log.number,
                    follower.attachment,
                    follower.nextSequence(),
                    log.commit));
      }
    }
  }

  private void emit(long nowNs, Follower follower, StreamItem item) {
    send(follower, follower.sent(item, nowNs), item);
  }

  private void send(Follower follower, long sequence, StreamItem item) {
    lane.sink()
        .send(
            follower.id,
            new LogMessage.Item(
                view.epoch(), log.number, follower.attachment, sequence, log.commit, item));
  }

  private void sendRecords(Follower follower, long sequence, RecordSpan span) {
    lane.sink()
        .send(
            follower.id,
            span.in(view.epoch(), log.number, follower.attachment, sequence, log.commit));
  }

  private void resend(long nowNs, Follower follower) {
    if (follower.firstUnacked() < log.records.begin()) {
      follower.detach(); // what it needs has gone: it says anew where it is
      return;
    }
    follower.resend(
        nowNs,
        (sequence, item, first, next) -> {
          if (item == null) {
            sendRecords(
                follower, sequence, lane.span().of(log.records, first, next, Integer.MAX_VALUE));
          } else {
            send(follower, sequence, item);
          }
        });
  }

  private boolean sendNext(long nowNs, Follower follower) {
    return switch (follower.phase) {
      case DETACHED, AGREEING -> false;
      case WAITING -> beginFetch(nowNs, follower);
      case STREAMING -> follower.next < log.records.end() && sendRecords(nowNs, follower);
      case FETCHING ->
          follower.next < log.records.end()
              ? sendRecords(nowNs, follower)
              : sendChunk(nowNs, follower);
    };
  }

  private boolean sendRecords(long nowNs, Follower follower) {
    long first = follower.next;
    if (first < log.records.begin()) {
      // It was too slow, and what it needs next has gone.
      follower.phase = Phase.AGREEING;
      follower.next = -1;
      emit(nowNs, follower, new StreamItem.Agreed(-1));
      return false;
    }
    RecordSpan span = lane.span().of(log.records, first, log.records.end(), RECORDS_BYTES);
    follower.next = span.next();
    sendRecords(follower, follower.sentRecords(first, span.next(), span.bytes(), nowNs), span);
    return true;
  }

  private boolean beginFetch(long nowNs, Follower follower) {
    if (follower.isCounted && lane.rules().holds(SafetyRule.REPAIR_IS_OUTSIDE_OF_THE_SET)) {
      return false; // reported as one that must leave
    }
    boolean isFull = follower.wanted.equals(SlotSet.ALL) || follower.next < log.records.begin();
    if (isFull) {
      follower.wanted = SlotSet.ALL;
      follower.next = log.records.end();
    }
    follower.phase = Phase.FETCHING;
    follower.slot = log.number;
    follower.cursor = SlotStore.SCAN_START;
    List<EpochStart> epochs = isFull ? log.epochs.starts() : List.of();
    emit(nowNs, follower, new StreamItem.FetchBegin(follower.next, follower.wanted, epochs));
    return true;
  }

  /** Entries as they are now: all records before this place were sent. */
  private boolean sendChunk(long nowNs, Follower follower) {
    EffectWriter chunk = lane.chunkWriter();
    while (follower.slot < Slots.SLOT_COUNT && chunk.length() < CHUNK_BYTES) {
      int slot = follower.slot;
      SlotStore store = lane.keyspace().stores().slot(slot);
      SlotMarks.Mark mark = lane.marks().of(slot);
      boolean isWanted = follower.wanted.contains(slot);
      if (isWanted && mark != null && follower.cursor == SlotStore.SCAN_START) {
        mark(chunk, slot, mark);
      }
      boolean isOver = !isWanted || store.count() == 0;
      if (!isOver) {
        follower.cursor =
            store.scan(follower.cursor, CHUNK_ENTRIES, entry -> chunk.put(slot, entry));
        isOver = follower.cursor == SlotStore.SCAN_END;
      }
      if (isOver) {
        follower.slot += Logs.COUNT;
        follower.cursor = SlotStore.SCAN_START;
      }
    }
    if (!chunk.isEmpty()) {
      byte[] encoded = java.util.Arrays.copyOf(chunk.bytes(), chunk.length());
      emit(nowNs, follower, new StreamItem.Chunk(encoded));
      return true;
    }
    follower.phase = Phase.STREAMING;
    emit(nowNs, follower, new StreamItem.FetchEnd());
    return true;
  }

  private static void mark(EffectWriter chunk, int slot, SlotMarks.Mark mark) {
    chunk.stage(slot, mark.id(), mark.attempt());
    if (mark.isAdopted()) {
      chunk.adopt(slot, mark.id(), mark.attempt());
    }
  }

  // ---- how replicas do

  /** Adds how each replica does in this log to what is known from others: the worst counts. */
  void report(long nowNs, Map<NodeId, ReplicaState> states) {
    for (int i = 0; i < followers.size(); i++) {
      Follower follower = followers.get(i);
      Progress progress = progress(nowNs, follower);
      ReplicaState known = states.get(follower.id);
      if (known == null || progress.compareTo(known.progress()) < 0) {
        states.put(follower.id, new ReplicaState(follower.run, progress));
      }
    }
  }

  /** Adds how far each replica is in this log to what is known from others. */
  void measure(long nowNs, Map<NodeId, ReplicaFigures> figures) {
    for (int i = 0; i < followers.size(); i++) {
      Follower follower = followers.get(i);
      ReplicaFigures here =
          new ReplicaFigures(
              Math.max(0, follower.acked),
              follower.lagNs(log.records.end(), nowNs),
              progress(nowNs, follower));
      figures.merge(follower.id, here, ReplicaFigures::plus);
    }
  }

  private Progress progress(long nowNs, Follower follower) {
    boolean counted = follower.isCounted;
    boolean lags = follower.lagNs(log.records.end(), nowNs) > lane.settings().maxLagNs();
    if (counted && (follower.phase == Phase.WAITING || lags)) {
      return Progress.MUST_LEAVE;
    }
    boolean attached = follower.phase == Phase.STREAMING;
    boolean hasAll =
        follower.acked >= log.commit
            || !lane.rules().holds(SafetyRule.ADDED_HAS_ALL_THAT_IS_COMMITTED);
    if (!attached || !hasAll) {
      return Progress.BEHIND;
    }
    return counted ? Progress.COUNTED : Progress.CAUGHT_UP;
  }

  /** {@return whether every counted node has every record} */
  boolean isHandedOver() {
    for (Follower follower : counted) {
      if (follower == null || follower.acked < log.records.end()) {
        return false;
      }
    }
    return true;
  }
}
