package io.ember.cluster.sim;

import io.ember.cluster.core.migration.Migration;
import io.ember.cluster.core.migration.MigrationAck;
import io.ember.cluster.core.migration.MigrationBatch;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.migration.MigrationOpen;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.JobInfo;
import io.ember.cluster.core.state.MigrationInfo;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.NodeId;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Kills one side of a migration, or the leader of the log, whenever one gets to a point. */
final class SimKiller {
  /** Who dies. */
  enum Victim {
    SOURCE,
    TARGET,
    LEADER
  }

  /** In one run; between them there is time to recover, and to get further. */
  private static final int MOST = 4;

  private static final long BETWEEN_NS = 3_000 * ControlCluster.MS;

  private final ControlCluster cluster;
  private final SimFaults faults;
  private final Predicate<SimNode> mayDie;
  private final KillPoint point;
  private final Victim victim;
  private int kills;
  private long notBeforeNs;
  private boolean isOver;

  /**
   * @param mayDie whether somebody else has what a node has
   */
  SimKiller(
      ControlCluster cluster,
      SimFaults faults,
      Predicate<SimNode> mayDie,
      KillPoint point,
      Victim victim) {
    this.cluster = cluster;
    this.faults = faults;
    this.mayDie = mayDie;
    this.point = point;
    this.victim = victim;
  }

  /** Nobody dies any more. */
  void end() {
    isOver = true;
  }

  // ---- what happens

  /** A lane says something to the other side of a migration. */
  void sent(SimNode from, NodeId to, MigrationMessage message) {
    if (message instanceof MigrationOpen) {
      reached(KillPoint.OPENED, from.disk.id(), to);
    } else if (message instanceof MigrationBatch batch) {
      switch (batch.kind()) {
        case CHANGES -> reached(KillPoint.STREAMING, from.disk.id(), to);
        case CHECKPOINT -> reached(KillPoint.CHECKPOINT, from.disk.id(), to);
        case FINAL -> reached(KillPoint.FINAL, from.disk.id(), to);
      }
    } else if (message instanceof MigrationAck ack) {
      boolean isPrepared = ack.outcome() == MigrationAck.Outcome.PREPARED;
      reached(isPrepared ? KillPoint.PREPARED : KillPoint.STAGING, to, from.disk.id());
    }
  }

  /** A node has told its lanes what they are to do. */
  void placed(SimNode node, ShardView view) {
    for (Migration each : view.migrations()) {
      if (each.isFrozen()) {
        reached(KillPoint.FROZEN, node.disk.id(), each.peer());
      }
    }
  }

  /** A command is about to be committed. {@return whether somebody dies of it} */
  boolean proposed(ClusterStateData before, ClusterCommand command) {
    int killsBefore = kills;
    if (command instanceof ClusterCommand.BeginMigration begin) {
      before.jobs().stream()
          .filter(job -> job.id().equals(begin.job()))
          .forEach(job -> reached(KillPoint.BEGIN_PROPOSED, job));
    } else if (command instanceof ClusterCommand.CompleteMigration complete) {
      MigrationInfo migration = before.migrations().get(complete.id());
      if (migration != null) {
        reached(KillPoint.COMPLETE_PROPOSED, before, migration);
      }
    }
    return kills > killsBefore;
  }

  /** Something was committed. */
  void committed(ClusterStateData before, ClusterStateData now) {
    for (MigrationInfo each : now.migrations().values()) {
      if (!before.migrations().containsKey(each.id())) {
        reached(KillPoint.BEGUN, now, each);
      }
    }
    for (JobInfo job : now.jobs()) {
      boolean wasOpen =
          before.jobs().stream().anyMatch(b -> b.id().equals(job.id()) && b.state().isOpen());
      if (wasOpen && !job.state().isOpen()) {
        reached(KillPoint.JOB_ENDED, job);
      }
    }
  }

  /** A migration was decided. */
  void decided(ClusterStateData now, MigrationInfo migration, boolean isComplete) {
    reached(isComplete ? KillPoint.COMPLETED : KillPoint.ABORTED, now, migration);
  }

  void jobBegun(NodeId source, NodeId target) {
    reached(KillPoint.JOB_BEGUN, source, target);
  }

  private void reached(KillPoint at, JobInfo job) {
    reached(at, job.source(), job.target());
  }

  private void reached(KillPoint at, ClusterStateData data, MigrationInfo migration) {
    ShardInfo source = data.shards().get(migration.sourceShard());
    ShardInfo target = data.shards().get(migration.targetShard());
    if (source != null && target != null) {
      reached(at, source.primary(), target.primary());
    }
  }

  private void reached(KillPoint at, NodeId source, NodeId target) {
    long nowNs = cluster.schedule.nowNs();
    if (at != point || isOver || kills == MOST || nowNs < notBeforeNs) {
      return;
    }
    SimNode node = node(source, target);
    if (node == null || !node.isUp() || !mayDie.test(node)) {
      return;
    }
    kills++;
    notBeforeNs = nowNs + BETWEEN_NS;
    int life = node.life;
    // What reaches the point is in the middle of something.
    cluster.schedule.after(
        0,
        "kill",
        () -> {
          if (node.isUp() && node.life == life && mayDie.test(node)) {
            cluster.table.operation("kill", point + " " + victim);
            faults.crash(node);
          }
        });
  }

  private @Nullable SimNode node(NodeId source, NodeId target) {
    SimGroup group = cluster.nodes.get(0).group;
    return switch (victim) {
      case SOURCE -> cluster.named(source, group);
      case TARGET -> cluster.named(target, group);
      case LEADER -> group.leader == SimGroup.NOBODY ? null : cluster.nodes.get(group.leader);
    };
  }
}
