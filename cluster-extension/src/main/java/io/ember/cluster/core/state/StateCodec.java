package io.ember.cluster.core.state;

import io.ember.cluster.model.JobId;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotMap;
import io.ember.cluster.model.SlotSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** States and their parts as bytes. What is read is checked to be a state that can exist. */
final class StateCodec {
  private static final int NODE_MIN_BYTES = 16 + 16 + 4 + 4 + 8 + 16;
  private static final int SHARD_MIN_BYTES = 16 + 16 + 8 + 8 + 4 + 1;
  private static final int MEMBER_BYTES = 16 + 8;
  private static final int REMOVED_BYTES = 16 + 8 + 16;
  private static final int MIGRATION_MIN_BYTES = 8 + 16 + 1 + 2 + 16 + 16 + 8;
  private static final int ARRIVAL_MIN_BYTES = 8 + 8 + 2;
  private static final int JOB_MIN_BYTES = 16 + 2 + 2 + 4 * 16 + 1 + 2 + 8 + 8;

  // The codes are the places in these lists: never reordered, only added to.
  static final List<PromotionKind> PROMOTION_KINDS =
      List.of(PromotionKind.UNPLANNED, PromotionKind.PLANNED, PromotionKind.TAKEOVER);
  static final List<MigrationKind> MIGRATION_KINDS =
      List.of(MigrationKind.STREAMING, MigrationKind.KEYED);
  static final List<JobState> JOB_STATES =
      List.of(
          JobState.OPEN, JobState.SUCCESS, JobState.FAILED, JobState.CANCELLED, JobState.PAUSED);

  private StateCodec() {}

  // ---- writing

  static void writePosition(StateWriter out, ClusterStateData data) {
    out.i64(data.term()).i64(data.index());
  }

  /** Writes all but the position in the log. */
  static void writeContent(StateWriter out, ClusterStateData data) {
    out.i64(data.currentEpoch()).i64(data.lastMigration().value());
    out.all(data.nodes().values(), node -> write(out, node));
    out.all(data.shards().values(), shard -> write(out, shard));
    out.all(data.slots().owners(), owner -> out.node(owner).slots(data.slots().setOf(owner)));
    out.slots(data.lost());
    out.all(data.migrations().values(), migration -> write(out, migration));
    out.all(
        data.arrivals().values(),
        arrival -> out.i64(arrival.id().value()).i64(arrival.attempt()).slots(arrival.slots()));
    out.all(data.jobs(), job -> write(out, job));
    out.all(data.removed(), node -> out.node(node.id()).i64(node.run()).node(node.bornIn()));
  }

  static void write(StateWriter out, NodeInfo node) {
    out.node(node.id())
        .node(node.shardId())
        .endpoint(node.client())
        .endpoint(node.bus())
        .i64(node.run())
        .node(node.bornIn());
  }

  private static void write(StateWriter out, ShardInfo shard) {
    out.node(shard.id()).node(shard.primary()).i64(shard.epoch()).i64(shard.version());
    write(out, shard.members());
    out.flag(shard.everReplicated());
  }

  static void write(StateWriter out, SortedMap<NodeId, Long> members) {
    out.all(members.entrySet(), member -> out.node(member.getKey()).i64(member.getValue()));
  }

  private static void write(StateWriter out, MigrationInfo migration) {
    out.i64(migration.id().value())
        .uuid(migration.job().uuid())
        .oneOf(MIGRATION_KINDS, migration.kind())
        .slots(migration.slots())
        .node(migration.sourceShard())
        .node(migration.targetShard())
        .i64(migration.attempt());
  }

  private static void write(StateWriter out, JobInfo job) {
    out.uuid(job.id().uuid())
        .slots(job.slots())
        .slots(job.moved())
        .node(job.source())
        .node(job.target())
        .node(job.sourceShard())
        .node(job.targetShard())
        .oneOf(JOB_STATES, job.state())
        .text(job.message())
        .i64(job.beganMs())
        .i64(job.endedMs());
  }

  /** {@return FNV-1a over the encoded content, mixed so that all bits depend on all bytes} */
  static long contentHash(ClusterStateData data) {
    StateWriter out = new StateWriter();
    writeContent(out, data);
    long hash = 0xcbf29ce484222325L;
    for (byte b : out.toBytes()) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    return hash ^ hash >>> 29;
  }

  // ---- reading

  static ClusterStateData read(StateReader in) {
    long term = in.count64();
    long index = in.i64();
    long currentEpoch = in.count64();
    MigrationId lastMigration = readMigrationId(in);
    SortedMap<NodeId, NodeInfo> nodes =
        byKey(in, in.all(NODE_MIN_BYTES, () -> readNode(in)), NodeInfo::id);
    SortedMap<NodeId, ShardInfo> shards =
        byKey(in, in.all(SHARD_MIN_BYTES, () -> readShard(in)), ShardInfo::id);
    SlotMap slots = readSlotMap(in);
    SlotSet lost = in.slots();
    SortedMap<MigrationId, MigrationInfo> migrations =
        byKey(in, in.all(MIGRATION_MIN_BYTES, () -> readMigration(in)), MigrationInfo::id);
    SortedMap<MigrationId, Arrival> arrivals =
        byKey(
            in,
            in.all(
                ARRIVAL_MIN_BYTES,
                () -> new Arrival(readMigrationId(in), in.count64(), in.slots())),
            Arrival::id);
    List<JobInfo> jobs = in.all(JOB_MIN_BYTES, () -> readJob(in));
    List<RemovedNode> removed =
        in.all(REMOVED_BYTES, () -> new RemovedNode(in.node(), in.count64(), in.node()));
    ClusterStateData data =
        new ClusterStateData(
            term,
            index,
            currentEpoch,
            lastMigration,
            nodes,
            shards,
            slots,
            lost,
            migrations,
            arrivals,
            jobs,
            removed);
    String broken = StateCheck.firstViolation(data);
    if (broken != null) {
      throw in.bad(broken);
    }
    return data;
  }

  private static <K extends Comparable<K>, V> SortedMap<K, V> byKey(
      StateReader in, Collection<V> values, Function<V, K> key) {
    SortedMap<K, V> map = new TreeMap<>();
    for (V value : values) {
      K k = key.apply(value);
      if (!map.isEmpty() && map.lastKey().compareTo(k) >= 0) {
        throw in.bad("entries out of order");
      }
      map.put(k, value);
    }
    return map;
  }

  private static SlotMap readSlotMap(StateReader in) {
    int owners = in.i32();
    SlotMap map = SlotMap.EMPTY;
    for (int i = 0; i < owners; i++) {
      NodeId owner = in.node();
      SlotSet slots = in.slots();
      if (slots.isEmpty() || slots.intersects(map.assigned())) {
        throw in.bad("slots of two owners, or of none");
      }
      map = map.assign(slots, owner);
    }
    if (owners < 0) {
      throw in.bad("a list of " + owners);
    }
    return map;
  }

  static NodeInfo readNode(StateReader in) {
    return in.checked(
        () ->
            new NodeInfo(in.node(), in.node(), in.endpoint(), in.endpoint(), in.i64(), in.node()));
  }

  private static ShardInfo readShard(StateReader in) {
    return new ShardInfo(
        in.node(), in.node(), in.count64(), in.count64(), readMembers(in), in.flag());
  }

  static SortedMap<NodeId, Long> readMembers(StateReader in) {
    SortedMap<NodeId, Long> members = new TreeMap<>();
    in.all(MEMBER_BYTES, () -> Map.entry(in.node(), in.count64()))
        .forEach(member -> members.put(member.getKey(), member.getValue()));
    return members;
  }

  static MigrationId readMigrationId(StateReader in) {
    return in.checked(() -> new MigrationId(in.i64()));
  }

  private static MigrationInfo readMigration(StateReader in) {
    return new MigrationInfo(
        readMigrationId(in),
        new JobId(in.uuid()),
        in.oneOf(MIGRATION_KINDS),
        in.slots(),
        in.node(),
        in.node(),
        in.count64());
  }

  private static JobInfo readJob(StateReader in) {
    return new JobInfo(
        new JobId(in.uuid()),
        in.slots(),
        in.slots(),
        in.node(),
        in.node(),
        in.node(),
        in.node(),
        in.oneOf(JOB_STATES),
        in.text(),
        in.i64(),
        in.i64());
  }
}
