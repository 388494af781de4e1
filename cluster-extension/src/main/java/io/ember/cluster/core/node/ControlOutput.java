package io.ember.cluster.core.node;

import io.ember.cluster.core.election.ElectionMessage;
import io.ember.cluster.core.election.Vote;
import io.ember.cluster.core.gossip.GossipEvent;
import io.ember.cluster.core.gossip.GossipOutput;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.ShardMessage;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a {@link ControlCore} wants done, in this order: what persists completes before what follows
 * it.
 */
public sealed interface ControlOutput {
  // ---- persisted

  /** Force the own incarnation to disk. */
  record PersistIncarnation(long incarnation) implements ControlOutput {}

  /** Force to disk that the node is joining through that bus. */
  record PersistJoining(Endpoint through) implements ControlOutput {}

  /** Force to disk that the node is alone after all. */
  record PersistAlone() implements ControlOutput {}

  /** Force to disk that the node is a member of its present cluster. */
  record PersistMember() implements ControlOutput {}

  /**
   * Become a member of another cluster for good: force that to disk, drop the own group and its
   * log, and go on with a new core. Only answers follow.
   */
  record EnterCluster(UUID clusterId, Map<NodeId, Endpoint> peers) implements ControlOutput {}

  /**
   * Be alone from now on, under a new id if {@code hard}: force that to disk, drop the log, and go
   * on with a new core. Only answers follow.
   */
  record LeaveCluster(boolean hard) implements ControlOutput {}

  /** Force a vote to disk. */
  record PersistVote(Vote vote) implements ControlOutput {}

  // ---- said to others

  /** Send a datagram or an exchange, or pull the state. */
  record Gossip(GossipOutput output) implements ControlOutput {}

  /** Ask whoever listens there; answered with JoinAnswered or JoinFailed. */
  record AskToJoin(Endpoint bus, JoinMessage message) implements ControlOutput {}

  /** Answer a node that joins. */
  record Reply(long question, JoinMessage message) implements ControlOutput {}

  /** Tell a node that joins nothing: it does not know, and has to ask again. */
  record NoReply(long question, String reason) implements ControlOutput {}

  /** Put a command into the log; answered with Decided. */
  record Propose(long proposal, ClusterCommand command) implements ControlOutput {}

  /** Tell another node of the shard. */
  record SayToShard(NodeId to, ShardMessage message) implements ControlOutput {}

  /** Tell a candidate or a voter. */
  record SayInElection(NodeId to, ElectionMessage message) implements ControlOutput {}

  /** Make these the voters; answered with VotersSettled. */
  record SetVoters(Set<NodeId> voters) implements ControlOutput {}

  // ---- said at home

  /** Answer an operator. */
  record Answer(long question, ChangeResult result) implements ControlOutput {}

  /**
   * Show this picture, and route by it.
   *
   * @param closed own slots on which no call may begin
   * @param arriving slots that are on their way to this node
   * @param notServing why the node serves nothing, empty if it serves
   * @param routes whether routing differs from what was published before
   */
  record Publish(
      ClusterState picture, SlotSet closed, SlotSet arriving, String notServing, boolean routes)
      implements ControlOutput {}

  /**
   * After what was published is in force: wait for the calls that began before, then look whether
   * these slots are empty; answered with Drained.
   */
  record Drain(long token, SlotSet slots) implements ControlOutput {}

  /** Replies of this shard may leave as far as this allows, from now on. */
  record Allow(Permit permit) implements ControlOutput {}

  /** Tell every lane what the node is in its shard. */
  record Place(ShardView view) implements ControlOutput {}

  /** Nothing is left that the node could hand over: it may stop. */
  record Retired() implements ControlOutput {}

  /** A node's bus is there. */
  record Peer(NodeId node, Endpoint bus) implements ControlOutput {}

  /** A node does not belong here any more. */
  record Forget(NodeId node) implements ControlOutput {}

  /** Worth telling: what is believed of a member has changed. */
  record Tell(GossipEvent event) implements ControlOutput {}
}
