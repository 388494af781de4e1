package io.ember.cluster.core.state;

import io.ember.cluster.model.JobId;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/** Commands of every kind, most of them nearly right for the state that they are made for. */
final class RandomCommands {
  private static final int NODES = 8;
  private static final int SLOT_STEP = 1024;

  private final SplittableRandom random;

  RandomCommands(long seed) {
    random = new SplittableRandom(seed);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private int number() {
    return 1 + random.nextInt(NODES);
  }

  private NodeId anyNode() {
    return StateFixture.id(number());
  }

  private SlotSet anySlots() {
    int first = random.nextInt(16) * SLOT_STEP;
    return SlotSet.of(new SlotRange(first, first + random.nextInt(SLOT_STEP)));
  }

  private long off(long value) {
    return chance(90) ? value : Math.max(0, value + random.nextInt(3) - 1);
  }

  private long epoch(ClusterStateData data, NodeId id) {
    ShardInfo shard = data.shardOf(id);
    return off(shard == null ? 1 : shard.epoch());
  }

  private SlotSet slotsOf(ClusterStateData data, NodeId id) {
    List<SlotRange> ranges = data.slots().slotsOf(id);
    return ranges.isEmpty() || chance(20)
        ? anySlots()
        : SlotSet.of(ranges.get(random.nextInt(ranges.size())));
  }

  ClusterCommand next(ClusterStateData data) {
    if (data.nodes().size() == 1 && chance(30)) {
      return new ClusterCommand.SetConfigEpoch(data.nodes().firstKey(), random.nextInt(9));
    }
    NodeId id = anyNode();
    NodeInfo node = data.node(id);
    ShardInfo shard = data.shardOf(id);
    long run = node == null ? 1 : node.run();
    switch (random.nextInt(18)) {
      case 0, 1 -> {
        return add();
      }
      case 2 -> {
        NodeId bornIn = node != null && chance(50) ? node.bornIn() : id;
        return chance(50)
            ? new ClusterCommand.RemoveNode(id)
            : new ClusterCommand.RefuseNode(id, bornIn, run);
      }
      case 3 -> {
        NodeInfo other = StateFixture.info(number(), 1);
        return new ClusterCommand.UpdateNodeAddress(id, other.client(), other.bus());
      }
      case 4, 5 -> {
        return new ClusterCommand.NodeRestarted(id, off(run + 1), chance(50), chance(50));
      }
      case 6 -> {
        return new ClusterCommand.AssignSlots(id, anySlots(), release(data));
      }
      case 7 -> {
        NodeId owner = anyNode();
        return new ClusterCommand.RemoveSlots(
            slotsOf(data, owner), new ClusterCommand.Release(owner, epoch(data, owner)));
      }
      case 8 -> {
        SlotSet lost = chance(80) ? data.lost() : anySlots();
        NodeId owner = lost.isEmpty() ? null : data.slots().owner(lost.first());
        return new ClusterCommand.AcceptLoss(
            owner == null ? lost : lost.and(data.slots().setOf(owner)),
            id,
            epoch(data, owner == null ? id : owner));
      }
      case 9, 10 -> {
        return new ClusterCommand.SetReplicaOf(id, anyNode());
      }
      case 11 -> {
        PromotionKind[] kinds = PromotionKind.values();
        return new ClusterCommand.PromoteReplica(
            id,
            off(run),
            epoch(data, id),
            off(shard == null ? 1 : shard.version()),
            kinds[random.nextInt(kinds.length)]);
      }
      case 12, 13 -> {
        return setInSync(data, id);
      }
      case 14 -> {
        return chance(50)
            ? new ClusterCommand.BumpEpoch(id, epoch(data, id))
            : new ClusterCommand.SetConfigEpoch(id, random.nextInt(9));
      }
      case 15 -> {
        return job(data, id);
      }
      case 16 -> {
        return beginMigration(data, id);
      }
      default -> {
        return decide(data);
      }
    }
  }

  private ClusterCommand add() {
    NodeInfo base = StateFixture.info(number(), 1 + random.nextInt(20));
    NodeId shard = new NodeId(new UUID(base.run(), random.nextInt(1000)));
    return new ClusterCommand.AddNode(
        new NodeInfo(base.id(), shard, base.client(), base.bus(), base.run()),
        chance(60) ? SlotSet.EMPTY : anySlots());
  }

  private ClusterCommand.Release release(ClusterStateData data) {
    if (chance(50)) {
      return ClusterCommand.Release.NONE;
    }
    NodeId owner = anyNode();
    return new ClusterCommand.Release(owner, epoch(data, owner));
  }

  private ClusterCommand setInSync(ClusterStateData data, NodeId id) {
    ShardInfo shard = data.shardOf(id);
    NodeId primary = shard == null ? id : shard.primary();
    TreeMap<NodeId, Long> members = new TreeMap<>();
    for (NodeInfo node : data.nodes().values()) {
      if (shard != null && node.shardId().equals(shard.id()) && chance(80)) {
        members.put(node.id(), off(node.run()));
      }
    }
    return new ClusterCommand.SetInSync(
        primary, epoch(data, primary), off(shard == null ? 1 : shard.version()), members);
  }

  private ClusterCommand job(ClusterStateData data, NodeId id) {
    JobId job = new JobId(new UUID(1, random.nextInt(5)));
    if (chance(60)) {
      return new ClusterCommand.BeginJob(job, data.slots().setOf(id), id, anyNode(), 1);
    }
    if (chance(20)) {
      return new ClusterCommand.PauseJob(job, chance(50));
    }
    JobState[] states = JobState.values();
    return new ClusterCommand.EndJob(job, states[random.nextInt(states.length)], "because", 2);
  }

  private ClusterCommand beginMigration(ClusterStateData data, NodeId source) {
    NodeId target = anyNode();
    boolean keyed = chance(50);
    List<JobInfo> open = new ArrayList<>(data.jobs());
    open.removeIf(job -> job.state() != JobState.OPEN);
    JobId job = open.isEmpty() || keyed ? JobId.NONE : open.get(0).id();
    return new ClusterCommand.BeginMigration(
        new MigrationId(off(data.lastMigration().value() + 1)),
        job,
        keyed ? MigrationKind.KEYED : MigrationKind.STREAMING,
        slotsOf(data, source),
        source,
        target,
        epoch(data, source),
        epoch(data, target));
  }

  private ClusterCommand decide(ClusterStateData data) {
    if (data.migrations().isEmpty()) {
      return chance(50)
          ? new ClusterCommand.Noop()
          : new ClusterCommand.AbortMigration(data.lastMigration(), 1);
    }
    MigrationInfo migration = data.migrations().values().iterator().next();
    ShardInfo source = data.shards().get(migration.sourceShard());
    ShardInfo target = data.shards().get(migration.targetShard());
    if (source == null || target == null) {
      throw new AssertionError(migration);
    }
    return chance(70)
        ? new ClusterCommand.CompleteMigration(
            migration.id(), off(migration.attempt()), off(source.epoch()), off(target.epoch()))
        : new ClusterCommand.AbortMigration(migration.id(), off(migration.attempt()));
  }
}
