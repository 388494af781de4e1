package io.ember.cluster.metrics;

import io.ember.cluster.control.ClusterControl;
import io.ember.cluster.core.replication.LogFigures;
import io.ember.cluster.core.replication.Progress;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.JobInfo;
import io.ember.cluster.core.state.JobState;
import io.ember.cluster.core.state.MigrationInfo;
import io.ember.cluster.lane.SyncCounters;
import io.ember.cluster.model.ClusterHealth;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeFlags;
import io.ember.cluster.raft.RaftRole;
import io.ember.cluster.raft.RaftView;
import io.ember.engine.Slots;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The metrics of the cluster as a node knows it, of its replication, its log and what moves. One
 * thread.
 */
final class ClusterMetrics {
  private static final double NS = 1e9;
  private static final String REFUSED = "bus_refused_";

  private final MetricsText out;
  private final SyncCounters syncs;
  private final ClusterControl control;
  private final NodeFigures figures;
  private final ClusterState state;

  ClusterMetrics(MetricsText out, SyncCounters syncs, ClusterControl control, NodeFigures figures) {
    this.out = out;
    this.syncs = syncs;
    this.control = control;
    this.figures = figures;
    state = control.state();
  }

  void write() {
    cluster();
    slots();
    raft();
    lease();
    replication();
    migrations(control.configuration());
    bus();
  }

  private void cluster() {
    out.gauge("ember_cluster_ok", "Whether the cluster serves what it has to, as this node knows.")
        .sample(state.health() == ClusterHealth.OK ? 1 : 0);
    out.gauge("ember_cluster_epoch", "The highest epoch of a shard.").sample(state.currentEpoch());
    out.gauge("ember_cluster_shards", "Shards.").sample(state.shards().size());
    out.gauge("ember_gossip_members", "Nodes of the cluster, by what gossip believes of them.")
        .sample(members(NodeFlags::isHealthy), "state", "alive")
        .sample(members(flags -> flags.suspected() && !flags.failed()), "state", "suspected")
        .sample(members(NodeFlags::failed), "state", "failed");
    out.counter(
            "ember_failovers_total",
            "How often this node has seen a shard get another primary, planned or not.")
        .sample(control.promotions());
  }

  private long members(Predicate<NodeFlags> wanted) {
    return state.nodes().values().stream().filter(node -> wanted.test(node.flags())).count();
  }

  private void slots() {
    out.gauge("ember_cluster_slots", "Slots, by what is believed of the node that owns them.")
        .sample(state.slotsOk(), "state", "ok")
        .sample(state.slotsSuspected(), "state", "suspected")
        .sample(state.slotsFailed(), "state", "failed")
        .sample(Slots.SLOT_COUNT - state.slots().assignedCount(), "state", "unassigned");
    out.gauge("ember_cluster_slots_lost", "Slots whose data no node has any more.")
        .sample(state.lost().slotCount());
    out.gauge("ember_slots_owned", "Slots that this node owns.")
        .sample(state.slots().slotCountOf(state.localId()));
  }

  private void raft() {
    RaftView view = control.raftView();
    MetricsText.Family roles =
        out.gauge("ember_raft_role", "The part of this node in Raft: 1 for the one that it has.");
    for (RaftRole role : RaftRole.values()) {
      roles.sample(role == view.role() ? 1 : 0, "role", StatusJson.word(role));
    }
    out.gauge("ember_raft_has_leader", "Whether this node knows of a leader.")
        .sample(view.leader().isPresent() ? 1 : 0);
    out.gauge("ember_raft_term", "The highest term that this node has seen.").sample(view.term());
    out.gauge("ember_raft_applied_index", "The last entry of the log that this node has applied.")
        .sample(view.applied().index());
    out.gauge("ember_raft_voters", "Nodes that vote.").sample(view.voters().size());
  }

  private void lease() {
    NodeFigures.Lease lease = figures.lease();
    out.gauge("ember_serving", "Whether this node is a primary that may execute calls.")
        .sample(lease.serves() ? 1 : 0);
    boolean isUnlimited = lease.leftNs() == NodeFigures.Lease.UNLIMITED;
    out.gauge(
            "ember_lease_remaining_seconds",
            "For how long it may without hearing of its replicas; +Inf if it counts only itself.")
        .sample(isUnlimited ? Double.POSITIVE_INFINITY : lease.leftNs() / NS);
  }

  private void replication() {
    LogFigures logs = figures.logs();
    out.gauge("ember_replication_position", "Records that this node's logs have had.")
        .sample(logs.position());
    out.gauge("ember_replication_committed", "Records that every replica that counts has as well.")
        .sample(logs.committed());
    MetricsText.Family positions =
        out.gauge("ember_replica_position", "Records that a replica of this primary has.");
    logs.replicas()
        .forEach((id, replica) -> positions.sample(replica.position(), "replica", id.wireForm()));
    MetricsText.Family behind =
        out.gauge("ember_replica_lag_records", "Records that a replica of this primary lacks.");
    logs.replicas()
        .forEach(
            (id, replica) ->
                behind.sample(
                    Math.max(0, logs.position() - replica.position()), "replica", id.wireForm()));
    MetricsText.Family late =
        out.gauge(
            "ember_replica_lag_seconds",
            "For how long a replica has been without what was there at the time.");
    logs.replicas()
        .forEach((id, replica) -> late.sample(replica.lagNs() / NS, "replica", id.wireForm()));
    MetricsText.Family inSync =
        out.gauge("ember_replica_in_sync", "Whether commits wait for a replica, which has all.");
    logs.replicas()
        .forEach(
            (id, replica) ->
                inSync.sample(
                    replica.progress() == Progress.COUNTED ? 1 : 0, "replica", id.wireForm()));
    out.counter("ember_syncs_total", "How replicas of this node came to what they have, by log.")
        .sample(syncs.full(), "kind", "full")
        .sample(syncs.partial(), "kind", "partial")
        .sample(syncs.repaired(), "kind", "repair");
  }

  private void migrations(ClusterStateData data) {
    Map<JobState, Long> jobs = new TreeMap<>();
    Arrays.stream(JobState.values()).forEach(each -> jobs.put(each, 0L));
    data.jobs().forEach(job -> jobs.merge(job.state(), 1L, Long::sum));
    MetricsText.Family states =
        out.gauge("ember_migration_jobs", "Moves of slots that were asked for and are remembered.");
    jobs.forEach((each, count) -> states.sample(count, "state", StatusJson.word(each)));
    MetricsText.Family left =
        out.gauge("ember_migration_job_slots_left", "Slots of a job that have yet to move.");
    for (JobInfo job : data.jobs()) {
      if (job.state().isOpen()) {
        left.sample(job.slots().minus(job.moved()).slotCount(), "job", job.id().toString());
      }
    }
    out.gauge("ember_migrations", "Migrations that are under way in the cluster.")
        .sample(data.migrations().size());
    MetricsText.Family slots =
        out.gauge("ember_migration_slots", "Slots of a migration that is under way.");
    for (MigrationInfo migration : data.migrations().values()) {
      slots.sample(
          migration.slots().slotCount(),
          "migration",
          migration.id().toString(),
          "source",
          migration.sourceShard().wireForm(),
          "target",
          migration.targetShard().wireForm());
    }
    MetricsText.Family keys =
        out.gauge("ember_migration_moved_keys", "Keys that this node has moved of a migration.");
    figures
        .migrations()
        .forEach((id, moved) -> keys.sample(moved.keys(), "migration", id.toString()));
    MetricsText.Family bytes =
        out.gauge("ember_migration_moved_bytes", "Bytes that this node has moved of a migration.");
    figures
        .migrations()
        .forEach((id, moved) -> bytes.sample(moved.bytes(), "migration", id.toString()));
  }

  /** The bus counts under names of its own: reasons of refusals become a label. */
  private void bus() {
    MetricsText.Family refused = null;
    for (Map.Entry<String, Long> counter : control.counters().entrySet()) {
      String name = counter.getKey();
      if (!name.startsWith(REFUSED)) {
        out.counter(
                "ember_" + name + "_total",
                "The cluster bus: " + name.substring(4).replace('_', ' ') + ".")
            .sample(counter.getValue());
        continue;
      }
      if (refused == null) {
        refused = out.counter("ember_bus_refused_total", "What the bus refused, by reason.");
      }
      refused.sample(counter.getValue(), "reason", name.substring(REFUSED.length()));
    }
    out.gauge("ember_bus_connections", "Connections to and from other nodes.")
        .sample(control.links().size());
  }
}
