package io.ember.cluster.admin;

import io.ember.cluster.core.node.GroupView;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.MigrationInfo;
import io.ember.cluster.core.state.MigrationKind;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeFlags;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.NodeRole;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.Sessions;
import io.ember.engine.EngineCall;
import io.ember.engine.ReplySink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The cluster as clients want to see it: CLUSTER INFO, NODES, SLOTS and SHARDS. */
final class ClusterPicture {
  private static final String LINE_END = "\r\n";

  private final NodeServicesRef services;

  ClusterPicture(NodeServicesRef services) {
    this.services = services;
  }

  private ClusterState state() {
    return services.get().cluster().get();
  }

  void info(EngineCall call) {
    ClusterState state = state();
    StringBuilder text = new StringBuilder();
    line(text, "cluster_state", state.health().wireName());
    line(text, "cluster_slots_assigned", state.slots().assignedCount());
    line(text, "cluster_slots_ok", state.slotsOk());
    line(text, "cluster_slots_pfail", state.slotsSuspected());
    line(text, "cluster_slots_fail", state.slotsFailed());
    line(text, "cluster_known_nodes", state.nodes().size());
    line(text, "cluster_size", state.slots().owners().size());
    line(text, "cluster_current_epoch", state.currentEpoch());
    line(text, "cluster_my_epoch", state.local().configEpoch());
    GroupView group = services.get().control().group();
    line(text, "cluster_raft_voters", group.voters().size());
    line(text, "cluster_raft_leading", group.leads() ? 1 : 0);
    Map<String, Long> counters = services.get().control().counters();
    line(text, "cluster_stats_messages_sent", sum(counters, "_sent"));
    line(text, "cluster_stats_messages_received", sum(counters, "_received"));
    line(text, "total_cluster_links_buffer_limit_exceeded", 0);
    call.reply().verbatim("txt", text.toString());
  }

  private static long sum(Map<String, Long> counters, String direction) {
    return counters.getOrDefault("bus_datagrams" + direction, 0L)
        + counters.getOrDefault("bus_frames" + direction, 0L);
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(name).append(':').append(value).append(LINE_END);
  }

  void nodes(EngineCall call) {
    ClusterState state = state();
    StringBuilder text = new StringBuilder();
    for (ClusterNode node : state.allNodes()) {
      text.append(line(call, state, node)).append('\n');
    }
    call.reply().verbatim("txt", text.toString());
  }

  /** {@return the node's line in CLUSTER NODES, without a line break} */
  String line(EngineCall call, ClusterState state, ClusterNode node) {
    String line = node.toNodesLine(hostOf(call, node), state.slots().slotsOf(node.id()));
    return node.flags().myself() ? line + marks(node.id()) : line;
  }

  /** Slots that SETSLOT has marked, as Redis shows them: of this node only. */
  private String marks(NodeId self) {
    ClusterStateData data = services.get().control().configuration();
    ShardInfo own = data.shardOf(self);
    StringBuilder text = new StringBuilder();
    if (own == null || !own.primary().equals(self)) {
      return "";
    }
    for (MigrationInfo mark : data.migrations().values()) {
      ShardInfo source = data.shards().get(mark.sourceShard());
      ShardInfo target = data.shards().get(mark.targetShard());
      if (mark.kind() != MigrationKind.KEYED || source == null || target == null) {
        continue;
      }
      if (source.id().equals(own.id())) {
        text.append(" [").append(mark.slots().first()).append("->-");
        text.append(target.primary().wireForm()).append(']');
      } else if (target.id().equals(own.id())) {
        text.append(" [").append(mark.slots().first()).append("-<-");
        text.append(source.primary().wireForm()).append(']');
      }
    }
    return text.toString();
  }

  /**
   * {@return the host under which the caller reaches a node} This node, if it listens everywhere
   * and was told no other name, is reached where the caller has reached it already.
   */
  private String hostOf(EngineCall call, ClusterNode node) {
    ClientSession session = Sessions.of(call);
    if (!node.flags().myself() || session == null || !services.get().listensEverywhere()) {
      return node.client().host();
    }
    String local = session.figures().localAddress();
    String reached = local.substring(0, Math.max(0, local.lastIndexOf(':')));
    return reached.startsWith("[") ? reached.substring(1, reached.length() - 1) : reached;
  }

  /** One entry of CLUSTER SLOTS. */
  private record Owned(SlotRange range, ClusterNode owner) {}

  void slots(EngineCall call) {
    ClusterState state = state();
    List<Owned> ranges = new ArrayList<>();
    for (ClusterNode node : state.allNodes()) {
      state.slots().slotsOf(node.id()).forEach(range -> ranges.add(new Owned(range, node)));
    }
    ranges.sort(Comparator.comparing(Owned::range));
    ReplySink reply = call.reply();
    reply.array(ranges.size());
    for (Owned owned : ranges) {
      List<ClusterNode> replicas = healthyReplicas(state, owned.owner);
      reply.array(3 + replicas.size());
      reply.integer(owned.range.first());
      reply.integer(owned.range.last());
      slotsNode(call, owned.owner);
      replicas.forEach(replica -> slotsNode(call, replica));
    }
  }

  private static List<ClusterNode> healthyReplicas(ClusterState state, ClusterNode primary) {
    return state.replicasOf(primary.id()).stream().filter(node -> node.flags().isReady()).toList();
  }

  private void slotsNode(EngineCall call, ClusterNode node) {
    ReplySink reply = call.reply();
    reply.array(4);
    reply.bulk(hostOf(call, node));
    reply.integer(node.client().port());
    reply.bulk(node.id().wireForm());
    reply.map(0); // other names of the node: it has one
  }

  void shards(EngineCall call) {
    ClusterState state = state();
    List<List<ClusterNode>> shards = state.shards();
    ReplySink reply = call.reply();
    reply.array(shards.size());
    for (List<ClusterNode> shard : shards) {
      List<SlotRange> ranges = new ArrayList<>();
      shard.forEach(node -> ranges.addAll(state.slots().slotsOf(node.id())));
      reply.map(2);
      reply.bulk("slots");
      reply.array(2 * ranges.size());
      for (SlotRange range : ranges) {
        reply.integer(range.first());
        reply.integer(range.last());
      }
      reply.bulk("nodes");
      reply.array(shard.size());
      shard.forEach(node -> shardsNode(call, node));
    }
  }

  private void shardsNode(EngineCall call, ClusterNode node) {
    ReplySink reply = call.reply();
    String host = hostOf(call, node);
    reply.map(7);
    reply.bulk("id");
    reply.bulk(node.id().wireForm());
    reply.bulk("port");
    reply.integer(node.client().port());
    reply.bulk("ip");
    reply.bulk(host);
    reply.bulk("endpoint");
    reply.bulk(host);
    reply.bulk("role");
    reply.bulk(node.role() == NodeRole.PRIMARY ? "master" : "replica");
    reply.bulk("replication-offset");
    reply.integer(0);
    reply.bulk("health");
    NodeFlags flags = node.flags();
    reply.bulk(flags.failed() ? "fail" : flags.syncing() ? "loading" : "online");
  }
}
