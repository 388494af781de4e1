package io.ember.cluster.persist;

import io.ember.cluster.core.election.Vote;
import io.ember.cluster.core.node.Standing;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a node must not forget about itself. Immutable.
 *
 * @param identity who it is
 * @param bootstrap whether it began a cluster in which it owned all slots
 * @param clusterId the cluster that it is of; one of its own while it is alone
 * @param incarnation what gossip knows it by; never goes back
 * @param standing how it stands to its cluster
 * @param joining the bus of the node through which it joins
 * @param raftGeneration counts the Raft directories that it has had, 0 for none
 * @param peers where the buses of other nodes were last, to find the cluster again
 * @param configuration snapshot of the last configuration that it has applied; empty for none
 * @param votes the last one for each shard, so that none is given twice
 */
public record NodeFacts(
    NodeIdentity identity,
    boolean bootstrap,
    UUID clusterId,
    long incarnation,
    Standing standing,
    Optional<Endpoint> joining,
    long raftGeneration,
    Map<NodeId, Endpoint> peers,
    byte[] configuration,
    List<Vote> votes) {

  public NodeFacts {
    peers = Map.copyOf(peers);
    votes = List.copyOf(votes);
  }

  /** {@return a node that has never run} */
  static NodeFacts create(boolean bootstrap) {
    return new NodeFacts(
        NodeIdentity.create(),
        bootstrap,
        UUID.randomUUID(),
        1,
        Standing.ALONE,
        Optional.empty(),
        0,
        Map.of(),
        new byte[0],
        List.of());
  }

  /** {@return the same node in its next run, which has to override what was said of the last} */
  NodeFacts nextRun() {
    return new NodeFacts(
        identity.nextRun(),
        bootstrap,
        clusterId,
        incarnation + 1,
        standing,
        joining,
        raftGeneration,
        peers,
        configuration,
        votes);
  }

  /** {@return the same with an incarnation} */
  public NodeFacts withIncarnation(long newIncarnation) {
    return new NodeFacts(
        identity,
        bootstrap,
        clusterId,
        newIncarnation,
        standing,
        joining,
        raftGeneration,
        peers,
        configuration,
        votes);
  }

  /** {@return the same on its way into another group} */
  public NodeFacts joining(Endpoint through) {
    return new NodeFacts(
        identity,
        bootstrap,
        clusterId,
        incarnation,
        Standing.JOINING,
        Optional.of(through),
        raftGeneration,
        peers,
        configuration,
        votes);
  }

  /** {@return the same in the group of its own, which it did not give up} */
  public NodeFacts notJoining() {
    return new NodeFacts(
        identity,
        bootstrap,
        clusterId,
        incarnation,
        Standing.ALONE,
        Optional.empty(),
        raftGeneration,
        peers,
        configuration,
        votes);
  }

  /** {@return the same as a member of a cluster} */
  public NodeFacts memberOf(UUID cluster) {
    return new NodeFacts(
        identity,
        bootstrap,
        cluster,
        incarnation,
        Standing.MEMBER,
        Optional.empty(),
        raftGeneration,
        peers,
        configuration,
        votes);
  }

  /** {@return the same, alone in a cluster of its own in which it knows of nothing} */
  public NodeFacts alone(NodeIdentity newIdentity) {
    return new NodeFacts(
        newIdentity,
        false,
        UUID.randomUUID(),
        incarnation,
        Standing.ALONE,
        Optional.empty(),
        0,
        Map.of(),
        new byte[0],
        List.of());
  }

  /** {@return the same with another number of Raft directories} */
  public NodeFacts withRaftGeneration(long generation) {
    return new NodeFacts(
        identity,
        bootstrap,
        clusterId,
        incarnation,
        standing,
        joining,
        generation,
        peers,
        configuration,
        votes);
  }

  /** {@return the same with what it knows of others} */
  public NodeFacts knowing(Map<NodeId, Endpoint> newPeers, byte[] newConfiguration) {
    return new NodeFacts(
        identity,
        bootstrap,
        clusterId,
        incarnation,
        standing,
        joining,
        raftGeneration,
        newPeers,
        newConfiguration,
        votes);
  }

  /** {@return the same with a vote, which takes the place of the last one for its shard} */
  public NodeFacts withVote(Vote vote) {
    List<Vote> all = new ArrayList<>(votes);
    all.removeIf(known -> known.shard().equals(vote.shard()));
    all.add(vote);
    return new NodeFacts(
        identity,
        bootstrap,
        clusterId,
        incarnation,
        standing,
        joining,
        raftGeneration,
        peers,
        configuration,
        all);
  }
}
