package io.ember.cluster.core.replication;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.effect.EffectReader;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.StoreException;
import java.util.BitSet;

/**
 * One log while the node is a replica, in one epoch: follows the primary's log and keeps what it
 * says apart from what the store has, up to the commit offset. Owner thread: the lane.
 */
final class LogReplica {
  private static final long MS = 1_000_000;
  private static final long ASK_AGAIN_NS = 200 * MS;
  private static final long SILENCE_NS = 500 * MS;
  private static final long AFTER_FAILURE_NS = 1_000 * MS;

  private enum Phase {
    /** It has said where it is. */
    ATTACHING,
    /** It wants slots. */
    WANTING,
    FOLLOWING,
    FETCHING
  }

  private final LaneContext lane;
  private final LogState log;
  private final ShardView view;
  private final NodeId primary;
  private Phase phase = Phase.ATTACHING;
  private long attachment;
  private long expected;
  private long heardNs;
  private long askNs;
  private long gapToldAt = -1;
  private SlotSet wanted = SlotSet.EMPTY;

  /**
   * @param view with the role of a replica
   */
  LogReplica(LaneContext lane, LogState log, ShardView view, NodeId primary, long nowNs) {
    this.lane = lane;
    this.log = log;
    this.view = view;
    this.primary = primary;
    attach(nowNs);
  }

  private void attach(long nowNs) {
    phase = Phase.ATTACHING;
    attachment = lane.nextAttachment();
    expected = 0;
    gapToldAt = -1;
    heardNs = nowNs;
    askNs = nowNs + ASK_AGAIN_NS;
    lane.sink()
        .send(
            primary,
            new LogMessage.Attach(
                view.epoch(),
                log.number,
                lane.settings().run(),
                attachment,
                log.epochs.starts(),
                log.records.begin(),
                log.hasPosition ? log.records.end() : -1));
  }

  void tick(long nowNs) {
    switch (phase) {
      case ATTACHING -> {
        if (nowNs >= askNs) {
          attach(nowNs);
        }
      }
      case WANTING -> {
        if (nowNs - heardNs > SILENCE_NS) {
          attach(nowNs);
        } else if (nowNs >= askNs) {
          wantSlots(nowNs);
        }
      }
      case FOLLOWING, FETCHING -> {
        if (nowNs - heardNs > SILENCE_NS) {
          attach(nowNs);
        }
      }
      default -> throw new AssertionError(phase);
    }
  }

  void receive(long nowNs, NodeId from, LogMessage message) {
    if (!from.equals(primary)) {
      return;
    }
    if (message instanceof LogMessage.Item item && item.attachment() == attachment) {
      heardNs = nowNs;
      item(nowNs, item);
    } else if (message instanceof LogMessage.Pulse pulse
        && pulse.attachment() == LogMessage.Pulse.TO_ALL) {
      if (phase == Phase.ATTACHING) {
        attach(nowNs);
      }
    } else if (message instanceof LogMessage.Pulse pulse && pulse.attachment() == attachment) {
      heardNs = nowNs;
      if (pulse.next() > expected) {
        acknowledge(true);
      } else {
        try {
          learnCommit(pulse.commit());
        } catch (StoreException e) {
          giveUp(nowNs);
        }
      }
    }
  }

  /**
   * {@return whether what the store has of this log may be shown: it is a complete copy of
   * something that was committed, and not of long ago}
   */
  boolean isReadable(long nowNs) {
    return phase == Phase.FOLLOWING
        && log.damaged.isEmpty()
        && log.applied <= log.commit
        && nowNs - heardNs <= lane.settings().graceNs();
  }

  /** Takes records that the primary has sent; the bytes are read before this returns. */
  void receiveRecords(
      long nowNs,
      NodeId from,
      long ofAttachment,
      long sequence,
      long commit,
      long first,
      byte[] bytes,
      int offset,
      int length) {
    if (!from.equals(primary) || ofAttachment != attachment) {
      return;
    }
    heardNs = nowNs;
    if (!takeSequence(sequence)) {
      return;
    }
    try {
      records(nowNs, first, bytes, offset, length);
      learnCommit(commit);
    } catch (StoreException e) {
      giveUp(nowNs); // there is no room for it here; the primary drops who lags
    }
  }

  /** Takes the next item into account. {@return whether it is the one that has to come now} */
  private boolean takeSequence(long sequence) {
    if (sequence > expected) {
      // Everything from the gap on will come again; asked once, or the answers would multiply.
      if (gapToldAt != expected) {
        gapToldAt = expected;
        acknowledge(true);
      }
      return false;
    }
    if (sequence < expected) {
      acknowledge(false);
      return false;
    }
    expected++;
    return true;
  }

  private void item(long nowNs, LogMessage.Item item) {
    if (!takeSequence(item.sequence())) {
      return;
    }
    try {
      take(nowNs, item);
      learnCommit(item.commit());
    } catch (StoreException e) {
      giveUp(nowNs); // there is no room for it here; the primary drops who lags
    }
  }

  private void take(long nowNs, LogMessage.Item item) {
    if (item.item() instanceof StreamItem.Agreed agreed) {
      agreed(nowNs, agreed.position());
    } else if (item.item() instanceof StreamItem.Records records) {
      records(nowNs, records.first(), records.encoded(), 0, records.encoded().length);
    } else if (item.item() instanceof StreamItem.FetchBegin begin) {
      beginFetch(begin, item.commit());
      acknowledge(false);
    } else if (item.item() instanceof StreamItem.Chunk chunk) {
      lane.repeat(chunk.encoded(), 0, chunk.encoded().length);
      acknowledge(false);
    } else if (item.item() instanceof StreamItem.FetchEnd) {
      log.damaged = SlotSet.EMPTY;
      phase = Phase.FOLLOWING;
      acknowledge(false);
    } else {
      throw new AssertionError(item.item());
    }
  }

  // ---- where the two logs part

  private void agreed(long nowNs, long position) {
    boolean isUsable = position >= log.commit && position >= log.records.begin() && log.hasPosition;
    wanted = isUsable ? log.damaged.plus(changedSince(position)) : SlotSet.ALL;
    if (wanted.isEmpty()) {
      boolean honest = lane.rules().holds(SafetyRule.ACKNOWLEDGED_IS_WHAT_EQUALS);
      long claimed = honest ? position : log.records.end();
      cut(position);
      phase = Phase.FOLLOWING;
      acknowledge(false, claimed);
    } else {
      phase = Phase.WANTING;
      wantSlots(nowNs);
    }
  }

  /** Slots of records that are in the store and not in the primary's log. */
  private SlotSet changedSince(long position) {
    BitSet slots = new BitSet();
    for (long offset = position; offset < Math.min(log.applied, log.records.end()); offset++) {
      lane.reader()
          .slots(
              log.records.segment(offset),
              log.records.position(offset),
              log.records.length(offset),
              slots::set);
    }
    return SlotSet.ofSlots(slots.stream().toArray());
  }

  private void cut(long position) {
    log.records.cut(position);
    log.epochs.cut(position);
    log.applied = Math.min(log.applied, position);
  }

  private void wantSlots(long nowNs) {
    askNs = nowNs + ASK_AGAIN_NS;
    lane.sink()
        .send(
            primary,
            new LogMessage.Fetch(
                view.epoch(), log.number, lane.settings().run(), attachment, wanted));
  }

  // ---- slots

  private void beginFetch(StreamItem.FetchBegin begin, long commit) {
    if (begin.isFull()) {
      log.records.reset(begin.position());
      log.epochs.replace(begin.epochs());
      log.applied = begin.position();
      log.commit = Math.min(commit, begin.position());
      log.hasPosition = true;
      log.damaged = allOfLog();
    } else {
      lane.apply(log, Math.min(begin.position(), log.records.end()));
      cut(begin.position());
      log.damaged = log.damaged.plus(begin.slots());
    }
    lane.clear(log.number, log.damaged);
    phase = Phase.FETCHING;
  }

  private SlotSet allOfLog() {
    BitSet slots = new BitSet();
    for (int slot = log.number; slot < SlotRange.ALL.slotCount(); slot += Logs.COUNT) {
      slots.set(slot);
    }
    return SlotSet.ofSlots(slots.stream().toArray());
  }

  // ---- records

  private void records(long nowNs, long first, byte[] encoded, int offset, int count) {
    if (first != log.records.end()) {
      attach(nowNs); // a primary that goes on elsewhere than was agreed is not to be followed
      return;
    }
    int at = offset;
    int end = offset + count;
    while (at < end) {
      int length = RecordSpan.takeLength(encoded, at, end);
      at += Integer.BYTES;
      long epoch = EffectReader.epochStart(encoded, at, length);
      long appended = log.records.append(encoded, at, length);
      if (epoch > 0) {
        log.epochs.begin(epoch, appended);
      }
      at += length;
    }
    if (phase == Phase.FETCHING) {
      // Slots that are on their way stand at this place of the log, so the others have to as well.
      lane.apply(log, log.records.end());
    }
    acknowledge(false);
  }

  private void learnCommit(long commit) {
    if (phase != Phase.FOLLOWING && phase != Phase.FETCHING) {
      return;
    }
    log.commit = Math.max(log.commit, Math.min(commit, log.records.end()));
    if (phase == Phase.FOLLOWING && log.applied < log.commit && !lane.apply(log, log.commit)) {
      giveUp(heardNs);
      return;
    }
    log.trim(lane.logBudgetBytes(), Math.min(log.commit, log.applied));
  }

  /** What it has is no copy of anything: it begins anew, after a while. */
  private void giveUp(long nowNs) {
    log.hasPosition = false;
    attach(nowNs);
    askNs = nowNs + AFTER_FAILURE_NS;
  }

  private void acknowledge(boolean isGap) {
    acknowledge(isGap, phase == Phase.FOLLOWING ? log.records.end() : -1);
  }

  private void acknowledge(boolean isGap, long position) {
    lane.sink()
        .acknowledge(
            primary,
            view.epoch(),
            log.number,
            lane.settings().run(),
            attachment,
            expected,
            position,
            isGap);
  }
}
