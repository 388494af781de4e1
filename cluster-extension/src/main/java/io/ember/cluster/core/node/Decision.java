package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterResponse;

/** What became of a proposal. */
public sealed interface Decision {
  /** It stands in the log at that index, and was answered. */
  record Applied(long index, ClusterResponse response) implements Decision {}

  /** It may be in the log, or come into it. Only the applied state can tell. */
  record Undecided(String reason) implements Decision {}

  /** It is not in the log and never will be. */
  record NotAccepted(String reason) implements Decision {}
}
