package io.ember.cluster;

import io.ember.cluster.bus.Bus;
import io.ember.cluster.bus.FrameTypes;
import io.ember.cluster.bus.Link;
import io.ember.cluster.bus.codec.FrameParts;
import io.ember.cluster.bus.codec.LogCodec;
import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.StreamItem;
import io.ember.cluster.lane.LaneGroup;
import io.ember.cluster.lane.ReplicationPort;
import io.ember.cluster.lane.SyncCounters;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.SlotStoreFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Between the lanes of this node and those of others: messages about logs become frames of the bus,
 * large ones several, and frames become messages. Any thread, but {@link #onFrame} on the bus loop
 * only.
 */
final class ReplicationLink implements ReplicationPort {
  static final int MESSAGE = FrameTypes.REPLICATION;
  static final int PART = FrameTypes.REPLICATION + 1;

  private final LaneGroup lanes;
  private final SlotStoreFactory stores;
  private final Acks acks;
  private final AtomicLong lastMessage = new AtomicLong();
  private final Map<NodeId, FrameParts> parts = new HashMap<>();
  private final Map<NodeId, LargeMessage> large = new ConcurrentHashMap<>();
  private final Consumer<String> failed;
  private final SyncCounters syncs = new SyncCounters();
  private volatile @Nullable Bus bus;
  private volatile @Nullable Life life;

  /**
   * @param acks what calls wait for whose connection does not say so itself
   * @param failed told when the node has to stop, and why
   */
  ReplicationLink(LaneGroup lanes, SlotStoreFactory stores, Acks acks, Consumer<String> failed) {
    this.failed = failed;
    this.acks = acks;
    this.lanes = lanes;
    this.stores = stores;
  }

  /** {@return how replicas came to what they have} */
  SyncCounters syncs() {
    return syncs;
  }

  /** Names the way to others; before the start. */
  void connect(Bus to) {
    bus = to;
  }

  /** The node begins a life in a cluster. */
  void begin(Life next) {
    boolean isFirst = life == null;
    life = next;
    if (!isFirst) {
      lanes.beginAnew(next);
    }
  }

  @Override
  public Life life() {
    Life now = life;
    if (now == null) {
      throw new IllegalStateException("the node has not begun yet");
    }
    return now;
  }

  @Override
  public SlotStoreFactory stores() {
    return stores;
  }

  @Override
  public Acks acks() {
    return acks;
  }

  @Override
  public void send(NodeId to, LogMessage message) {
    Bus way = bus;
    if (way == null) {
      return; // said before the start; it is said again
    }
    count(message);
    byte[] bytes = LogCodec.encode(message);
    if (bytes.length <= FrameParts.PART_BYTES) {
      way.send(to, Link.DATA, MESSAGE, bytes);
      return;
    }
    large.computeIfAbsent(
        to, node -> new LargeMessage(FrameParts.cut(lastMessage.incrementAndGet(), bytes)));
    goOn();
  }

  private void count(LogMessage message) {
    if (!(message instanceof LogMessage.Item item)) {
      return;
    }
    if (item.item() instanceof StreamItem.FetchBegin begin) {
      if (begin.slots().equals(SlotSet.ALL)) {
        syncs.countFull();
      } else {
        syncs.countRepair();
      }
    } else if (item.item() instanceof StreamItem.Agreed agreed && agreed.position() >= 0) {
      syncs.countPartial();
    }
  }

  @Override
  public void goOn() {
    Bus way = bus;
    if (way != null && !large.isEmpty()) {
      large.forEach(
          (node, message) -> {
            if (message.sendTo(node, way)) {
              large.remove(node, message);
            }
          });
    }
  }

  /**
   * A message on its way in parts, as fast as the queue of the bus takes them. What comes while it
   * is under way and is large too is dropped: whoever says it says it again.
   */
  private static final class LargeMessage {
    private final List<byte[]> parts;
    private int next;

    LargeMessage(List<byte[]> parts) {
      this.parts = parts;
    }

    /** {@return whether all parts are on their way} */
    synchronized boolean sendTo(NodeId node, Bus way) {
      while (next < parts.size() && way.send(node, Link.DATA, PART, parts.get(next))) {
        next++;
      }
      return next == parts.size();
    }
  }

  @Override
  public void fail(String reason) {
    failed.accept(reason);
  }

  /** {@return whether frames of that type are for this} */
  static boolean isOurs(int type) {
    return type == MESSAGE || type == PART;
  }

  /** Takes a frame. */
  void onFrame(NodeId sender, int type, byte[] payload) {
    byte[] whole =
        type == MESSAGE
            ? payload
            : parts.computeIfAbsent(sender, node -> new FrameParts()).take(payload);
    if (whole != null) {
      lanes.receive(sender, LogCodec.decode(whole));
    }
  }
}
