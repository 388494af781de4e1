package io.ember.cluster.control;

import io.ember.cluster.bus.LinkFigures;
import io.ember.cluster.core.migration.MigrationFigures;
import io.ember.cluster.core.node.ChangeResult;
import io.ember.cluster.core.node.ClusterChange;
import io.ember.cluster.core.node.GroupView;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.raft.RaftView;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What the rest of a node may ask of the control line. Any thread; no method waits. */
public interface ClusterControl {
  /** {@return the cluster as this node knows it: applied configuration, and who seems alive} */
  ClusterState state();

  /**
   * Changes the cluster.
   *
   * @return what became of it; never fails
   */
  CompletionStage<ChangeResult> change(ClusterChange change);

  /** {@return what this node knows of the moves of slots that it carries on} */
  MigrationFigures moves();

  /** {@return what CLUSTER WHY says of a slot} */
  String whySlot(int slot);

  /** {@return the connections to and from other nodes} */
  Collection<LinkFigures> links();

  /** Breaks the connections to and from another node, which are opened anew when needed. */
  void breakLinks(NodeId node);

  /** {@return the group that decides changes, as far as this node knows it} */
  GroupView group();

  /** {@return the same as the log itself says it: its term, its leader, how far it is} */
  RaftView raftView();

  /** {@return the configuration as far as this node has applied it} */
  ClusterStateData configuration();

  /** {@return how often this node has seen a shard get another primary, since its start} */
  long promotions();

  /** {@return what the bus counted, by the names of INFO} */
  Map<String, Long> counters();
}
