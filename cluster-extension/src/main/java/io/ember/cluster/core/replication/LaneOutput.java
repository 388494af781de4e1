package io.ember.cluster.core.replication;

import io.ember.cluster.model.NodeId;

/** What a {@link LaneCore} wants done. Immutable. */
public sealed interface LaneOutput {
  /** Say something to another node. */
  record Send(NodeId to, LogMessage message) implements LaneOutput {}

  /** Tell the control half. */
  record Report(LaneReport report) implements LaneOutput {}
}
