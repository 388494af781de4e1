package io.ember.cluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.lane.SyncCounters;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterMetricsTest {
  private final ClusterStory story = new ClusterStory();

  private List<String> samples() {
    SyncCounters syncs = new SyncCounters();
    syncs.countRepair();
    MetricsText text = new MetricsText();
    new ClusterMetrics(text, syncs, story, StatusJsonTest.figuresOfA()).write();
    return text.toString().lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void tellsOfTheClusterItsLogAndItsReplicas() {
    String c = "{replica=\"" + ClusterStory.C.wireForm() + "\"}";

    assertThat(samples())
        .contains(
            "ember_cluster_ok 1",
            "ember_cluster_shards 3",
            "ember_gossip_members{state=\"alive\"} 3",
            "ember_gossip_members{state=\"suspected\"} 0",
            "ember_gossip_members{state=\"failed\"} 1",
            "ember_failovers_total 3",
            "ember_cluster_slots{state=\"ok\"} 16384",
            "ember_slots_owned 8182",
            "ember_raft_role{role=\"leader\"} 0",
            "ember_raft_role{role=\"follower\"} 1",
            "ember_raft_has_leader 1",
            "ember_raft_term 2",
            "ember_raft_applied_index 11",
            "ember_raft_voters 3",
            "ember_serving 1",
            "ember_lease_remaining_seconds 0.4",
            "ember_replication_position 100",
            "ember_replication_committed 99",
            "ember_replica_position" + c + " 98",
            "ember_replica_lag_records" + c + " 2",
            "ember_replica_lag_seconds" + c + " 0.007",
            "ember_replica_in_sync" + c + " 1",
            "ember_syncs_total{kind=\"repair\"} 1",
            "ember_bus_frames_sent_total 17");
  }

  @Test
  void aPausedJobStillHasSlotsLeft() {
    story.pause();

    assertThat(samples())
        .contains(
            "ember_migration_jobs{state=\"open\"} 0",
            "ember_migration_jobs{state=\"paused\"} 1",
            "ember_migration_job_slots_left{job=\"" + ClusterStory.JOB + "\"} 90");
  }

  @Test
  void tellsOfWhatMoves() {
    assertThat(samples())
        .contains(
            "ember_migration_jobs{state=\"open\"} 1",
            "ember_migration_jobs{state=\"cancelled\"} 1",
            "ember_migration_jobs{state=\"success\"} 0",
            "ember_migration_job_slots_left{job=\"" + ClusterStory.JOB + "\"} 90",
            "ember_migrations 1",
            "ember_migration_slots{migration=\"2\",source=\""
                + story.shard(ClusterStory.A).id().wireForm()
                + "\",target=\""
                + story.shard(ClusterStory.B).id().wireForm()
                + "\"} 20",
            "ember_migration_moved_keys{migration=\"2\"} 123",
            "ember_migration_moved_bytes{migration=\"2\"} 4567");
  }
}
