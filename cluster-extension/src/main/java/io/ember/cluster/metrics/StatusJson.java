package io.ember.cluster.metrics;

import io.ember.cluster.control.ClusterControl;
import io.ember.cluster.core.replication.LogFigures;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.JobInfo;
import io.ember.cluster.core.state.MigrationInfo;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.cluster.raft.RaftView;
import io.ember.cluster.session.DurationCounts;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the status page asks for every second: the cluster as this node knows it, what moves, and
 * the figures of each node that has told them. Counters are absolute; the page keeps the one before
 * and shows what lies between. One thread.
 */
final class StatusJson {
  /** What it is, for the header of an answer. */
  static final String CONTENT_TYPE = "application/json; charset=utf-8";

  /** Ended jobs that are told, the last ones; open ones are in any case. */
  private static final int ENDED_JOBS = 5;

  /** Duration bounds are told in us, so that they are short. */
  private static final double US = 1e3;

  private final JsonText out = new JsonText();
  private final ClusterState state;
  private final @Nullable ClusterControl control;
  private final ClusterStateData data;
  private final RaftView raft;
  private final Function<NodeId, Optional<NodeFigures>> figures;

  /**
   * @param figures of a node, if it has told them
   */
  StatusJson(
      ClusterState state,
      Optional<ClusterControl> control,
      Function<NodeId, Optional<NodeFigures>> figures) {
    this.state = state;
    this.control = control.orElse(null);
    this.figures = figures;
    data = control.map(ClusterControl::configuration).orElse(ClusterStateData.EMPTY);
    raft = control.map(ClusterControl::raftView).orElse(RaftView.UNKNOWN);
  }

  /** {@return a constant as people read it} */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String write(long nowMs) {
    out.beginObject().field("nowMs", nowMs).field("self", state.localId().wireForm());
    cluster();
    out.name("nodes").beginArray();
    state.allNodes().forEach(this::node);
    out.endArray();
    out.name("jobs").beginArray();
    int ended = 0;
    for (int i = data.jobs().size() - 1; i >= 0; i--) {
      JobInfo job = data.jobs().get(i);
      boolean isOpen = job.state().isOpen();
      if (isOpen || ended++ < ENDED_JOBS) {
        job(job);
      }
    }
    out.endArray();
    out.name("migrations").beginArray();
    data.migrations().values().forEach(this::migration);
    out.endArray();
    out.name("durationBoundsUs").beginArray();
    for (int i = 0; i < DurationCounts.BOUND_COUNT; i++) {
      out.value(Math.round(DurationCounts.boundNs(i) / US));
    }
    return out.endArray().endObject().toString();
  }

  private void cluster() {
    out.name("cluster").beginObject();
    out.field("enabled", control != null);
    out.field("state", word(state.health()));
    out.field("epoch", state.currentEpoch());
    out.field("slotsAssigned", state.slots().assignedCount());
    out.field("slotsOk", state.slotsOk());
    out.field("slotsSuspected", state.slotsSuspected());
    out.field("slotsFailed", state.slotsFailed());
    out.field("lost", slots(state.lost()));
    out.field("failovers", control == null ? 0 : control.promotions());
    out.field("raftRole", word(raft.role()));
    out.field("term", raft.term());
    out.field("index", raft.applied().index());
    out.name("leader");
    id(raft.leader().orElse(null));
    out.endObject();
  }

  private void id(@Nullable NodeId id) {
    if (id == null) {
      out.nothing();
    } else {
      out.value(id.wireForm());
    }
  }

  /** {@return {@code 0-5460,7}; empty for none} */
  private static String slots(SlotSet slots) {
    return slots.isEmpty() ? "" : slots.toString();
  }

  private void node(ClusterNode node) {
    SlotSet owned = state.slots().setOf(node.id());
    out.beginObject();
    out.field("id", node.id().wireForm());
    out.field("shard", node.shardId().wireForm());
    out.field("address", node.client().toString());
    out.field("role", word(node.role()));
    out.name("primary");
    id(node.primaryId());
    out.field("health", health(node));
    out.field("syncing", node.flags().syncing());
    out.field("inSync", isInSync(node.id()));
    out.field("voter", raft.voters().contains(node.id()));
    out.field("epoch", node.configEpoch());
    out.field("slots", slots(owned));
    out.field("slotCount", owned.slotCount());
    out.field("heardMs", node.pongReceivedMs());
    out.name("figures");
    Optional<NodeFigures> told = figures.apply(node.id());
    if (told.isPresent()) {
      figures(told.get());
    } else {
      out.nothing();
    }
    out.endObject();
  }

  private static String health(ClusterNode node) {
    return node.flags().failed() ? "failed" : node.flags().suspected() ? "suspected" : "alive";
  }

  private boolean isInSync(NodeId id) {
    ShardInfo shard = data.shardOf(id);
    return shard != null && shard.members().containsKey(id);
  }

  private void figures(NodeFigures told) {
    out.beginObject();
    out.field("atMs", told.atNs() / 1_000_000);
    NodeFigures.Traffic traffic = told.traffic();
    out.field("clients", traffic.clients());
    out.field("calls", traffic.calls());
    out.field("errors", traffic.errors());
    out.field("receivedBytes", traffic.received());
    out.field("sentBytes", traffic.sent());
    out.name("durations").beginObject();
    for (int i = 0; i < traffic.durations().length; i++) {
      if (traffic.durations()[i] != 0) {
        out.field(Integer.toString(i), traffic.durations()[i]);
      }
    }
    out.endObject();
    NodeFigures.Data stored = told.data();
    out.field("keys", stored.keys());
    out.field("usedBytes", stored.usedBytes());
    out.field("limitBytes", stored.limitBytes());
    out.field("hits", stored.hits());
    out.field("misses", stored.misses());
    out.field("lanes", told.lanes().count());
    out.field("busyMs", told.lanes().busyNs() / 1_000_000);
    out.field("serves", told.lease().serves());
    long leftNs = told.lease().leftNs();
    out.name("leaseMs");
    if (leftNs == NodeFigures.Lease.UNLIMITED) {
      out.nothing();
    } else {
      out.value(leftNs / 1_000_000);
    }
    logs(told.logs());
    out.endObject();
  }

  private void logs(LogFigures logs) {
    out.field("position", logs.position());
    out.name("replicas").beginArray();
    logs.replicas()
        .forEach(
            (id, replica) -> {
              out.beginObject().field("id", id.wireForm());
              out.field("lagRecords", Math.max(0, logs.position() - replica.position()));
              out.field("lagMs", replica.lagNs() / 1_000_000);
              out.field("progress", word(replica.progress())).endObject();
            });
    out.endArray();
  }

  private void job(JobInfo job) {
    out.beginObject();
    out.field("id", job.id().toString());
    out.field("state", word(job.state()));
    out.field("source", job.source().wireForm());
    out.field("target", job.target().wireForm());
    out.field("sourceShard", job.sourceShard().wireForm());
    out.field("targetShard", job.targetShard().wireForm());
    out.field("slots", slots(job.slots()));
    out.field("slotCount", job.slots().slotCount());
    out.field("movedCount", job.moved().slotCount());
    out.field("message", job.message());
    out.field("beganMs", job.beganMs());
    out.field("endedMs", job.endedMs());
    out.endObject();
  }

  private void migration(MigrationInfo migration) {
    out.beginObject();
    out.field("id", migration.id().value());
    out.field("job", migration.job().toString());
    out.field("kind", word(migration.kind()));
    out.field("slots", slots(migration.slots()));
    out.field("slotCount", migration.slots().slotCount());
    out.field("sourceShard", migration.sourceShard().wireForm());
    out.field("targetShard", migration.targetShard().wireForm());
    out.field("attempt", migration.attempt());
    MigrationProgress.Moved moved = moved(migration.id());
    out.field("keys", moved.keys()).field("bytes", moved.bytes());
    out.endObject();
  }

  /** Only the source knows it, and only one node is that. */
  private MigrationProgress.Moved moved(MigrationId id) {
    for (NodeId node : state.nodes().keySet()) {
      Optional<NodeFigures> told = figures.apply(node);
      if (told.isPresent() && told.get().migrations().containsKey(id)) {
        return told.get().migrations().getOrDefault(id, NOTHING);
      }
    }
    return NOTHING;
  }

  private static final MigrationProgress.Moved NOTHING = new MigrationProgress.Moved(0, 0);
}
