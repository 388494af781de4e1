package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.util.Optional;
import java.util.Set;

/**
 * What a node knows of the group, at one moment. Immutable.
 *
 * @param role its own part
 * @param term the highest that it has seen; 0 for a learner that has applied nothing
 * @param leader whom it takes for the leader: a leader that was cut off is believed for a while
 * @param voters the group's; empty for a learner that nobody has told yet
 * @param applied the last entry that it has applied
 */
public record RaftView(
    RaftRole role, long term, Optional<NodeId> leader, Set<NodeId> voters, LogPosition applied) {
  /** Nothing is known yet. */
  public static final RaftView UNKNOWN =
      new RaftView(RaftRole.LEARNER, 0, Optional.empty(), Set.of(), LogPosition.NONE);
}
