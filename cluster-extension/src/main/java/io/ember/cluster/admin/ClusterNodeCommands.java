package io.ember.cluster.admin;

import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.NodeRole;
import io.ember.engine.EngineCall;
import io.ember.engine.Slots;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What CLUSTER tells of one node: MYID, MYSHARDID, REPLICAS and COUNT-FAILURE-REPORTS. */
final class ClusterNodeCommands {
  private final NodeServicesRef services;
  private final ClusterPicture picture;

  ClusterNodeCommands(NodeServicesRef services, ClusterPicture picture) {
    this.services = services;
    this.picture = picture;
  }

  private ClusterState state() {
    return services.get().cluster().get();
  }

  void myId(EngineCall call) {
    call.reply().bulk(state().localId().wireForm());
  }

  void myShardId(EngineCall call) {
    call.reply().bulk(state().local().shardId().wireForm());
  }

  void replicas(EngineCall call) {
    ClusterState state = state();
    ClusterNode node = named(call, state);
    if (node == null) {
      return;
    }
    if (node.role() != NodeRole.PRIMARY) {
      call.reply().error("The specified node is not a master");
      return;
    }
    List<ClusterNode> replicas = state.replicasOf(node.id());
    call.reply().array(replicas.size());
    for (ClusterNode replica : replicas) {
      call.reply().bulk(picture.line(call, state, replica));
    }
  }

  /** A node alone has nobody who could report. */
  void countFailureReports(EngineCall call) {
    if (named(call, state()) != null) {
      call.reply().integer(0);
    }
  }

  /** Why a slot is served or not and by whom, or what this node thinks of another. */
  void why(EngineCall call) {
    OptionalLong slot = Arguments.integer(call, 2);
    if (slot.isPresent() && slot.getAsLong() >= 0 && slot.getAsLong() < Slots.SLOT_COUNT) {
      call.reply().bulk(services.get().control().whySlot((int) slot.getAsLong()));
      return;
    }
    ClusterState state = state();
    ClusterNode node = named(call, state);
    if (node != null) {
      String health =
          node.flags().failed() ? "failed" : node.flags().suspected() ? "suspected" : "alive";
      call.reply()
          .bulk(
              "node "
                  + node.id()
                  + " at "
                  + node.client()
                  + " seems "
                  + health
                  + ", is "
                  + (node.role() == NodeRole.PRIMARY ? "a primary" : "a replica")
                  + " with "
                  + state.slots().slotCountOf(node.id())
                  + " slots, epoch "
                  + node.configEpoch());
    }
  }

  private static @Nullable ClusterNode named(EngineCall call, ClusterState state) {
    ClusterNode node = find(state, call.argumentText(2));
    if (node == null) {
      call.reply().error("Unknown node " + call.argumentQuoted(2));
    }
    return node;
  }

  private static @Nullable ClusterNode find(ClusterState state, String text) {
    try {
      return state.node(NodeId.parse(text));
    } catch (IllegalArgumentException e) {
      return null; // no id at all names no node either
    }
  }
}
