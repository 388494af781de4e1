package io.ember.cluster.lane;

import io.ember.cluster.bus.BulkPool;
import io.ember.cluster.bus.codec.LogCodec;
import io.ember.cluster.config.LanesConfig;
import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.replication.LaneReport;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.Progress;
import io.ember.cluster.core.replication.RecordSpan;
import io.ember.cluster.core.replication.ReplicationSettings;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.core.replication.ShardView.Role;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.SlotStoreFactory;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lanes of a primary and of its replica, which have another number of lanes; the test is the
 * control line of both and may cut what is between them.
 */
final class ReplicaPair implements AutoCloseable {
  static final int PRIMARY_LANES = 2;
  static final long EPOCH = 3;
  static final NodeId PRIMARY = new NodeId(new UUID(0, 1));
  static final NodeId REPLICA = new NodeId(new UUID(0, 2));
  private static final long GRACE_NS = 50_000_000;

  private final Node first = new Node(PRIMARY, PRIMARY_LANES);
  private final Node second = new Node(REPLICA, 1);
  final TestLanes primary = first.lanes;
  final TestLanes replica = second.lanes;
  private volatile Acks acks = Acks.IN_SYNC;
  private volatile boolean isCut;
  private long views;

  private final class Node implements ReplicationPort {
    private final NodeId self;
    private final int laneCount;
    private final Map<Integer, LaneReport> reports = new ConcurrentHashMap<>();
    private final TestLanes lanes;

    Node(NodeId self, int laneCount) {
      this.self = self;
      this.laneCount = laneCount;
      lanes =
          new TestLanes(
              new LaneConfig(laneCount, 1024, LanesConfig.WaitStrategy.BACKOFF, false), this);
    }

    @Override
    public Life life() {
      ReplicationSettings settings =
          new ReplicationSettings(
              self,
              1,
              laneCount,
              1,
              GRACE_NS,
              Long.MAX_VALUE / 4,
              0,
              1,
              64 << 20,
              io.ember.cluster.core.migration.MigrationSettings.DEFAULTS);
      return new Life(settings, report -> reports.put(report.lane(), report));
    }

    @Override
    public SlotStoreFactory stores() {
      return new HeapSlotStoreFactory();
    }

    @Override
    public Acks acks() {
      return acks;
    }

    @Override
    public Outbox newOutbox() {
      return new Outbox() {
        @Override
        public void send(NodeId to, LogMessage message) {
          byte[] bytes = LogCodec.encode(message);
          bundle(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes));
        }

        @Override
        public void send(NodeId to, MigrationMessage message) {
          throw new AssertionError(message);
        }

        @Override
        public void send(NodeId to, RecordSpan records) {
          int length = LogCodec.bytes(records);
          ByteBuffer out = ByteBuffer.allocate(4 + length).putInt(length);
          LogCodec.put(out, records);
          bundle(out);
        }

        @Override
        public void flush() {}
      };
    }

    private void bundle(ByteBuffer out) {
      if (!isCut) {
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        LaneGroup other = (self.equals(PRIMARY) ? second : first).lanes.group;
        other.receive(
            self,
            new BulkPool().bulk(bytes, bytes.length),
            LogCodec.checkBundle(bytes, bytes.length));
      }
    }

    @Override
    public void goOn() {}

    @Override
    public void fail(String reason) {
      throw new AssertionError(reason);
    }
  }

  private static SortedMap<NodeId, Long> replicaMap() {
    return new TreeMap<>(Map.of(REPLICA, 1L));
  }

  /**
   * Tells both what they are.
   *
   * @param isCounted whether the primary waits for the replica
   */
  void place(boolean isCounted) {
    views++;
    primary.group.allow(Permit.unlimited(EPOCH, true));
    primary.group.place(
        new ShardView(
            views,
            Role.PRIMARY,
            EPOCH,
            PRIMARY,
            SlotSet.ALL,
            isCounted ? replicaMap() : new TreeMap<>(),
            replicaMap(),
            true,
            false));
    replica.group.place(follower(REPLICA, PRIMARY, EPOCH));
  }

  private ShardView follower(NodeId self, NodeId of, long epoch) {
    return new ShardView(
        views + (self.equals(PRIMARY) ? 1 : 0),
        Role.REPLICA,
        epoch,
        of,
        SlotSet.ALL,
        new TreeMap<>(),
        new TreeMap<>(),
        false,
        false);
  }

  /** The replica has become the primary of a later epoch, and the primary has heard of it. */
  void promote() {
    views++;
    primary.group.allow(Permit.NONE);
    primary.group.place(follower(PRIMARY, REPLICA, EPOCH + 1));
    replica.group.allow(Permit.unlimited(EPOCH + 1, true));
    replica.group.place(
        new ShardView(
            views + 1,
            Role.PRIMARY,
            EPOCH + 1,
            REPLICA,
            SlotSet.ALL,
            new TreeMap<>(),
            new TreeMap<>(Map.of(PRIMARY, 1L)),
            true,
            false));
  }

  /** Says until when the primary may serve. */
  void permit(Permit permit) {
    primary.group.allow(permit);
  }

  /** Says what calls wait for. */
  void acks(Acks wanted) {
    acks = wanted;
  }

  /** {@return whether all lanes of the primary say that the replica has everything} */
  boolean isCaughtUp() {
    return first.reports.size() == PRIMARY_LANES
        && first.reports.values().stream()
            .allMatch(
                report -> {
                  LaneReport.ReplicaState state = report.replicas().get(REPLICA);
                  return state != null && state.progress() != Progress.BEHIND;
                });
  }

  /** Nothing of what they say arrives any more, or again. */
  void cut(boolean yes) {
    isCut = yes;
  }

  @Override
  public void close() {
    primary.close();
    replica.close();
  }
}
