package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.util.Set;

/** What became of a change of the voters, or of the leader. */
public sealed interface VoterChange {
  /**
   * It is done.
   *
   * @param voters of the group now
   */
  record Done(Set<NodeId> voters) implements VoterChange {}

  /** It was refused, or could not be finished; {@link RaftView#voters} shows what is true. */
  record Refused(String reason) implements VoterChange {}
}
