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
import java.util.function.Consumer;

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

  /** What differs in the same node at a later time. */
  private static final class Change {
    NodeIdentity identity;
    UUID clusterId;
    long incarnation;
    Standing standing;
    Optional<Endpoint> joining;
    long raftGeneration;
    Map<NodeId, Endpoint> peers;
    byte[] configuration;
    List<Vote> votes;

    Change(NodeFacts of) {
      identity = of.identity;
      clusterId = of.clusterId;
      incarnation = of.incarnation;
      standing = of.standing;
      joining = of.joining;
      raftGeneration = of.raftGeneration;
      peers = of.peers;
      configuration = of.configuration;
      votes = of.votes;
    }
  }

  private NodeFacts with(Consumer<Change> changing) {
    Change change = new Change(this);
    changing.accept(change);
    return new NodeFacts(
        change.identity,
        bootstrap,
        change.clusterId,
        change.incarnation,
        change.standing,
        change.joining,
        change.raftGeneration,
        change.peers,
        change.configuration,
        change.votes);
  }

  /** {@return the same node in its next run, which has to override what was said of the last} */
  NodeFacts nextRun() {
    return with(
        next -> {
          next.identity = identity.nextRun();
          next.incarnation = incarnation + 1;
        });
  }

  /** {@return the same with an incarnation} */
  public NodeFacts withIncarnation(long newIncarnation) {
    return with(next -> next.incarnation = newIncarnation);
  }

  /** {@return the same on its way into another group} */
  public NodeFacts joining(Endpoint through) {
    return with(
        next -> {
          next.standing = Standing.JOINING;
          next.joining = Optional.of(through);
        });
  }

  /** {@return the same in the group of its own, which it did not give up} */
  public NodeFacts notJoining() {
    return with(
        next -> {
          next.standing = Standing.ALONE;
          next.joining = Optional.empty();
        });
  }

  /** {@return the same as a member of a cluster} */
  public NodeFacts memberOf(UUID cluster) {
    return with(
        next -> {
          next.clusterId = cluster;
          next.standing = Standing.MEMBER;
          next.joining = Optional.empty();
        });
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
    return with(next -> next.raftGeneration = generation);
  }

  /** {@return the same with what it knows of others} */
  public NodeFacts knowing(Map<NodeId, Endpoint> newPeers, byte[] newConfiguration) {
    return with(
        next -> {
          next.peers = newPeers;
          next.configuration = newConfiguration;
        });
  }

  /** {@return the same with a vote, which takes the place of the last one for its shard} */
  public NodeFacts withVote(Vote vote) {
    List<Vote> all = new ArrayList<>(votes);
    all.removeIf(known -> known.shard().equals(vote.shard()));
    all.add(vote);
    return with(next -> next.votes = all);
  }
}
