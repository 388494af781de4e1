package io.ember.cluster.metrics;

import io.ember.cluster.core.replication.LogFigures;
import io.ember.cluster.core.replication.LogFigures.ReplicaFigures;
import io.ember.cluster.core.replication.Progress;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.session.DurationCounts;
import io.ember.engine.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * The bytes of {@link NodeFigures} between nodes: a version, which also stands for everything that
 * is in them, then numbers of 8 bytes each in the order of the records; of the durations only the
 * counts that are not 0, with their places. Stateless.
 */
final class FiguresCodec {
  private static final byte VERSION = 1;
  private static final int FIXED_LONGS = 19;
  private static final int REPLICA_BYTES = 2 * Long.BYTES + 2 * Long.BYTES + 1;
  private static final int MIGRATION_BYTES = 3 * Long.BYTES;
  private static final int DURATION_BYTES = Short.BYTES + Long.BYTES;

  /** More than a shard or a node can have; what is longer is nonsense. */
  private static final int MAX_ENTRIES = 20_000;

  private FiguresCodec() {}

  static byte[] encode(NodeFigures figures) {
    LogFigures logs = figures.logs();
    int durations = 0;
    for (long count : figures.traffic().durations()) {
      durations += count != 0 ? 1 : 0;
    }
    ByteBuffer out =
        ByteBuffer.allocate(
            1
                + FIXED_LONGS * Long.BYTES
                + 2
                + 3 * Short.BYTES
                + durations * DURATION_BYTES
                + logs.replicas().size() * REPLICA_BYTES
                + figures.migrations().size() * MIGRATION_BYTES);
    out.put(VERSION).putLong(figures.atNs());
    put(out, figures.traffic(), durations);
    NodeFigures.Data data = figures.data();
    out.putLong(data.keys()).putLong(data.usedBytes()).putLong(data.limitBytes());
    out.putLong(data.hits()).putLong(data.misses());
    out.putLong(data.expired()).putLong(data.evicted());
    out.putLong(figures.lanes().count()).putLong(figures.lanes().busyNs());
    out.put((byte) (figures.lease().serves() ? 1 : 0)).putLong(figures.lease().leftNs());
    put(out, logs);
    out.putShort((short) figures.migrations().size());
    figures
        .migrations()
        .forEach(
            (id, moved) -> out.putLong(id.value()).putLong(moved.keys()).putLong(moved.bytes()));
    return out.array();
  }

  private static void put(ByteBuffer out, NodeFigures.Traffic traffic, int durations) {
    out.putLong(traffic.clients()).putLong(traffic.calls()).putLong(traffic.errors());
    out.putLong(traffic.received()).putLong(traffic.sent());
    out.putShort((short) durations);
    for (int i = 0; i < traffic.durations().length; i++) {
      if (traffic.durations()[i] != 0) {
        out.putShort((short) i).putLong(traffic.durations()[i]);
      }
    }
  }

  private static void put(ByteBuffer out, LogFigures logs) {
    out.put(code(logs.role()));
    out.putLong(logs.epoch()).putLong(logs.position()).putLong(logs.committed());
    out.putShort((short) logs.replicas().size());
    logs.replicas()
        .forEach(
            (id, replica) -> {
              out.putLong(id.uuid().getMostSignificantBits());
              out.putLong(id.uuid().getLeastSignificantBits());
              out.putLong(replica.position()).putLong(replica.lagNs());
              out.put(code(replica.progress()));
            });
  }

  /**
   * {@return the figures of these bytes}
   *
   * @throws ProtocolException if they are none, or of a version that this node does not know
   */
  static NodeFigures decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new ProtocolException("figures of version " + version);
      }
      NodeFigures figures =
          new NodeFigures(
              in.getLong(),
              takeTraffic(in),
              new NodeFigures.Data(
                  in.getLong(),
                  in.getLong(),
                  in.getLong(),
                  in.getLong(),
                  in.getLong(),
                  in.getLong(),
                  in.getLong()),
              new NodeFigures.Lanes(in.getLong(), in.getLong()),
              new NodeFigures.Lease(in.get() == 1, in.getLong()),
              takeLogs(in),
              takeMigrations(in));
      if (in.hasRemaining()) {
        throw new ProtocolException(in.remaining() + " bytes behind the end of figures");
      }
      return figures;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new ProtocolException("no figures: " + bytes.length + " bytes, " + e, e);
    }
  }

  private static NodeFigures.Traffic takeTraffic(ByteBuffer in) {
    long clients = in.getLong();
    long calls = in.getLong();
    long errors = in.getLong();
    long received = in.getLong();
    long sent = in.getLong();
    long[] durations = new long[DurationCounts.BOUND_COUNT + 1];
    for (int left = takeCount(in); left > 0; left--) {
      int index = Short.toUnsignedInt(in.getShort());
      if (index >= durations.length) {
        throw new ProtocolException("figures have no duration number " + index);
      }
      durations[index] = in.getLong();
    }
    return new NodeFigures.Traffic(clients, calls, errors, received, sent, durations);
  }

  private static LogFigures takeLogs(ByteBuffer in) {
    ShardView.Role role = constant(ShardView.Role.values(), FiguresCodec::code, in.get());
    long epoch = in.getLong();
    long position = in.getLong();
    long committed = in.getLong();
    SortedMap<NodeId, ReplicaFigures> replicas = new TreeMap<>();
    for (int left = takeCount(in); left > 0; left--) {
      replicas.put(
          new NodeId(new UUID(in.getLong(), in.getLong())),
          new ReplicaFigures(
              in.getLong(),
              in.getLong(),
              constant(Progress.values(), FiguresCodec::code, in.get())));
    }
    return new LogFigures(role, epoch, position, committed, replicas);
  }

  private static SortedMap<MigrationId, MigrationProgress.Moved> takeMigrations(ByteBuffer in) {
    SortedMap<MigrationId, MigrationProgress.Moved> migrations = new TreeMap<>();
    for (int left = takeCount(in); left > 0; left--) {
      migrations.put(
          new MigrationId(in.getLong()), new MigrationProgress.Moved(in.getLong(), in.getLong()));
    }
    return migrations;
  }

  private static int takeCount(ByteBuffer in) {
    int count = Short.toUnsignedInt(in.getShort());
    if (count > MAX_ENTRIES) {
      throw new ProtocolException(count + " entries in figures");
    }
    return count;
  }

  private static byte code(ShardView.Role role) {
    return switch (role) {
      case NONE -> 0;
      case PRIMARY -> 1;
      case REPLICA -> 2;
    };
  }

  private static byte code(Progress progress) {
    return switch (progress) {
      case MUST_LEAVE -> 0;
      case BEHIND -> 1;
      case CAUGHT_UP -> 2;
      case COUNTED -> 3;
    };
  }

  private static <T> T constant(T[] all, Function<T, Byte> codes, byte code) {
    return Arrays.stream(all)
        .filter(each -> codes.apply(each) == code)
        .findFirst()
        .orElseThrow(() -> new ProtocolException("figures with the code " + code));
  }
}
