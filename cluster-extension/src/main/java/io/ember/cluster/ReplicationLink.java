package io.ember.cluster;

import io.ember.cluster.bus.Bulk;
import io.ember.cluster.bus.Bus;
import io.ember.cluster.bus.FrameTypes;
import io.ember.cluster.bus.Link;
import io.ember.cluster.bus.codec.FrameParts;
import io.ember.cluster.bus.codec.LogCodec;
import io.ember.cluster.bus.codec.MigrationCodec;
import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.RecordSpan;
import io.ember.cluster.core.replication.StreamItem;
import io.ember.cluster.lane.LaneGroup;
import io.ember.cluster.lane.ReplicationPort;
import io.ember.cluster.lane.SyncCounters;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.ProtocolException;
import io.ember.engine.SlotStoreFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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

  /** A bundle begins with so much memory. */
  private static final int FIRST_BYTES = 64 << 10;

  /** A message that is larger goes by itself. */
  private static final int BUNDLE_BYTES = 1 << 20;

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
  public Outbox newOutbox() {
    return new LaneOutbox();
  }

  /** What one lane says in a turn: a bundle for each node, in memory of the bus. */
  private final class LaneOutbox implements Outbox {
    private final List<Bundle> bundles = new ArrayList<>();

    private @Nullable Bundle bundle(NodeId to, int bytes) {
      Bus way = bus;
      if (way == null) {
        return null; // said before the start; it is said again
      }
      for (int i = 0; i < bundles.size(); i++) {
        if (bundles.get(i).to.equals(to)) {
          return bundles.get(i).withRoom(bytes);
        }
      }
      Bundle fresh = new Bundle(to, way);
      bundles.add(fresh);
      return fresh.withRoom(bytes);
    }

    @Override
    public void send(NodeId to, LogMessage message) {
      count(message);
      byte[] bytes = LogCodec.encode(message);
      if (bytes.length > BUNDLE_BYTES) {
        sendLarge(to, bytes);
        return;
      }
      Bundle bundle = bundle(to, bytes.length);
      if (bundle != null) {
        bundle.out.putInt(bytes.length).put(bytes);
      }
    }

    @Override
    public void send(NodeId to, MigrationMessage message) {
      Bus way = bus;
      if (way != null) {
        int length = MigrationCodec.bytes(message);
        byte[] bytes = way.bulks().take(length);
        MigrationCodec.put(ByteBuffer.wrap(bytes, 0, length), message);
        way.sendBulk(to, FrameTypes.MIGRATION, way.bulks().bulk(bytes, length));
      }
    }

    @Override
    public void send(NodeId to, RecordSpan records) {
      int bytes = LogCodec.bytes(records);
      if (bytes > BUNDLE_BYTES) {
        sendLarge(to, LogCodec.encode(records.message()));
        return;
      }
      Bundle bundle = bundle(to, bytes);
      if (bundle != null) {
        bundle.out.putInt(bytes);
        LogCodec.put(bundle.out, records);
      }
    }

    @Override
    public void acknowledge(
        NodeId to,
        long epoch,
        int log,
        long run,
        long attachment,
        long sequence,
        long position,
        boolean isGap) {
      Bundle bundle = bundle(to, LogCodec.ACK_BYTES);
      if (bundle != null) {
        bundle.out.putInt(LogCodec.ACK_BYTES);
        LogCodec.putAck(bundle.out, epoch, log, run, attachment, sequence, position, isGap);
      }
    }

    /** Before it what was said goes out, since it stays in order if it is not too large. */
    private void sendLarge(NodeId to, byte[] bytes) {
      Bus way = bus;
      if (way == null) {
        return;
      }
      flush();
      if (bytes.length <= FrameParts.PART_BYTES) {
        way.send(to, Link.DATA, MESSAGE, bytes);
      } else {
        large.computeIfAbsent(
            to, node -> new LargeMessage(FrameParts.cut(lastMessage.incrementAndGet(), bytes)));
        goOn();
      }
    }

    @Override
    public void flush() {
      for (int i = 0; i < bundles.size(); i++) {
        bundles.get(i).flush();
      }
    }
  }

  /** What is said to one node. Owner thread: one lane. */
  private static final class Bundle {
    private static final byte[] NOTHING = {};

    final NodeId to;
    private final Bus way;
    ByteBuffer out = ByteBuffer.wrap(NOTHING);

    Bundle(NodeId to, Bus way) {
      this.to = to;
      this.way = way;
    }

    /** Makes room for a message and its length. */
    Bundle withRoom(int bytes) {
      if (out.remaining() < Integer.BYTES + bytes) {
        int wanted = Math.max(FIRST_BYTES, Integer.BYTES + bytes);
        flush();
        out = ByteBuffer.wrap(way.bulks().take(wanted));
      }
      return this;
    }

    void flush() {
      int length = out.position();
      if (length > 0) {
        way.sendBulk(to, FrameTypes.REPLICATION_BUNDLE, way.bulks().fitting(out.array(), length));
        out = ByteBuffer.wrap(NOTHING);
      }
    }
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

  /** Takes what lanes of another node say about their logs, or about migrations. */
  void onBulk(NodeId sender, int type, Bulk bulk) {
    if (type == FrameTypes.MIGRATION) {
      onMigration(sender, bulk);
    } else {
      onBundle(sender, bulk);
    }
  }

  private void onMigration(NodeId sender, Bulk bulk) {
    MigrationMessage message;
    try {
      message = MigrationCodec.decode(ByteBuffer.wrap(bulk.bytes(), 0, bulk.length()));
    } finally {
      bulk.release();
    }
    lanes.receive(sender, message);
  }

  private void onBundle(NodeId sender, Bulk bundle) {
    int logs;
    try {
      logs = LogCodec.checkBundle(bundle.bytes(), bundle.length());
    } catch (ProtocolException e) {
      bundle.release();
      throw e; // the connection is closed that it came by
    }
    lanes.receive(sender, bundle, logs);
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
