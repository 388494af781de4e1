package io.ember.cluster.core.node;

import io.ember.cluster.core.election.ElectionMessage;
import io.ember.cluster.core.gossip.GossipInput;
import io.ember.cluster.core.replication.LaneReport;
import io.ember.cluster.core.replication.ShardMessage;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;

/** What can happen to a {@link ControlCore}. */
public sealed interface ControlInput {
  /**
   * Time passed. Wanted at least ten times a gossip period.
   *
   * @param wallMs the wall clock: shown, and by running ahead of the other clock it tells that the
   *     machine was suspended
   */
  record Tick(long wallMs, GroupView group) implements ControlInput {}

  /** An authentic message of a member came in. */
  record Gossip(GossipInput.Received received) implements ControlInput {}

  /** Nothing listens any more where the member's bus was. */
  record ConnectionRefused(NodeId member) implements ControlInput {}

  /** The state after the last entry that was applied here. */
  record Applied(ClusterStateData data) implements ControlInput {}

  /** A proposal of this core was decided, or will not be. */
  record Decided(long proposal, Decision decision) implements ControlInput {}

  /** A change of the voters that was wanted is over, done or not. */
  record VotersSettled() implements ControlInput {}

  /** An operator asks for a change; it is answered with {@link ControlOutput.Answer}. */
  record Asked(long question, ClusterChange change) implements ControlInput {}

  /** Calls on the closed slots are through, and these slots are empty, or not. */
  record Drained(long token, boolean empty) implements ControlInput {}

  /** Another node sends a request or an invitation; answered with {@link ControlOutput.Reply}. */
  record JoinAsked(long question, JoinMessage message) implements ControlInput {}

  /** The answer to {@link ControlOutput.AskToJoin}. */
  record JoinAnswered(Endpoint from, JoinMessage message) implements ControlInput {}

  /**
   * There was no answer.
   *
   * @param mayHaveArrived whether the other side may have acted on it
   */
  record JoinFailed(Endpoint to, boolean mayHaveArrived, String reason) implements ControlInput {}

  /** A node of the shard says something; the clock was read after it came in. */
  record ShardHeard(NodeId from, ShardMessage message) implements ControlInput {}

  /** A candidate or a voter says something. */
  record ElectionHeard(NodeId from, ElectionMessage message) implements ControlInput {}

  /** A lane tells how it is with replication. */
  record LaneReported(LaneReport report) implements ControlInput {}

  /** The node is about to stop: hand over what it is primary of, if somebody can take it. */
  record Retiring() implements ControlInput {}
}
