package io.ember.cluster.core.election;

import io.ember.cluster.model.NodeId;

/** What a candidate and the voters say to each other. Immutable. */
public sealed interface ElectionMessage {
  /** {@return the shard whose primary is elected} */
  NodeId shard();

  /** {@return the epoch that the new primary is to end} */
  long epoch();

  /** {@return which try} */
  long round();

  /**
   * A candidate asks for a vote.
   *
   * @param run of the candidate
   */
  record Ask(NodeId shard, long epoch, long round, long run) implements ElectionMessage {}

  /**
   * A voter answers.
   *
   * @param isGranted whether it votes for the candidate
   * @param lastRound the last round in which it voted in that epoch
   */
  record Answer(NodeId shard, long epoch, long round, boolean isGranted, long lastRound)
      implements ElectionMessage {}
}
