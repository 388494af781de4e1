package io.ember.cluster.admin;

import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeRole;
import io.ember.engine.ReplySink;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells of replication: INFO and ROLE, in Redis's words. Offsets are 0, since a node
 * has a log for each part of its slots and no single offset.
 *
 * @param primary whom this node copies, null if it copies none
 * @param isSyncing whether it has no complete copy yet
 * @param replicas those that copy it
 */
record ReplicationFigures(
    @Nullable ClusterNode primary, boolean isSyncing, List<ClusterNode> replicas) {

  static ReplicationFigures of(ClusterState state) {
    ClusterNode self = state.local();
    ClusterNode primary =
        self.role() == NodeRole.REPLICA && self.primaryId() != null
            ? state.node(self.primaryId())
            : null;
    List<ClusterNode> replicas =
        self.role() == NodeRole.PRIMARY
            ? state.replicasOf(self.id()).stream().filter(node -> !node.flags().failed()).toList()
            : List.of();
    return new ReplicationFigures(primary, self.flags().syncing(), replicas);
  }

  private boolean isLinkUp() {
    return primary != null && primary.flags().isHealthy();
  }

  /** {@return the lines of INFO that depend on the role, in order} */
  Map<String, Object> lines() {
    Map<String, Object> lines = new LinkedHashMap<>();
    lines.put("role", primary == null ? "master" : "slave");
    if (primary != null) {
      lines.put("master_host", primary.client().host());
      lines.put("master_port", primary.client().port());
      lines.put("master_link_status", isLinkUp() && !isSyncing ? "up" : "down");
      lines.put("master_sync_in_progress", isSyncing ? 1 : 0);
      lines.put("slave_read_only", 1);
    }
    lines.put("connected_slaves", replicas.size());
    for (int i = 0; i < replicas.size(); i++) {
      ClusterNode replica = replicas.get(i);
      lines.put(
          "slave" + i,
          "ip="
              + replica.client().host()
              + ",port="
              + replica.client().port()
              + ",state="
              + (replica.flags().syncing() ? "wait_bgsave" : "online")
              + ",offset=0,lag=0");
    }
    return lines;
  }

  /** Answers ROLE. */
  void reply(ReplySink reply) {
    if (primary != null) {
      reply.array(5);
      reply.bulk("slave");
      reply.bulk(primary.client().host());
      reply.integer(primary.client().port());
      reply.bulk(isSyncing ? "sync" : isLinkUp() ? "connected" : "connect");
      reply.integer(0);
      return;
    }
    reply.array(3);
    reply.bulk("master");
    reply.integer(0);
    reply.array(replicas.size());
    for (ClusterNode replica : replicas) {
      reply.array(3);
      reply.bulk(replica.client().host());
      reply.bulk(Integer.toString(replica.client().port()));
      reply.bulk("0");
    }
  }
}
