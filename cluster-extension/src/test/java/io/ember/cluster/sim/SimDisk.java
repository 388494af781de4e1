package io.ember.cluster.sim;

import io.ember.cluster.core.election.Vote;
import io.ember.cluster.core.node.Standing;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** What is on the disk of a simulated node: its metadata file, replaced as a whole. */
record SimDisk(
    NodeId id,
    NodeId shardId,
    UUID clusterId,
    Standing standing,
    Optional<Endpoint> joining,
    boolean bootstrap,
    long run,
    long incarnation,
    Map<NodeId, Endpoint> peers,
    List<Vote> votes) {
  SimDisk {
    votes = List.copyOf(votes);
    peers = java.util.Collections.unmodifiableMap(new TreeMap<>(peers));
  }

  SimDisk nextRun() {
    return new SimDisk(
        id,
        shardId,
        clusterId,
        standing,
        joining,
        bootstrap,
        run + 1,
        incarnation + 1,
        peers,
        votes);
  }

  SimDisk withIncarnation(long next) {
    return new SimDisk(
        id, shardId, clusterId, standing, joining, bootstrap, run, next, peers, votes);
  }

  SimDisk standing(Standing next, Optional<Endpoint> through) {
    return new SimDisk(
        id, shardId, clusterId, next, through, bootstrap, run, incarnation, peers, votes);
  }

  SimDisk memberOf(UUID cluster, Map<NodeId, Endpoint> known) {
    return new SimDisk(
        id,
        shardId,
        cluster,
        Standing.MEMBER,
        Optional.empty(),
        bootstrap,
        run,
        incarnation,
        known,
        List.of());
  }

  SimDisk aloneAs(NodeId newId, NodeId newShard, UUID cluster) {
    return new SimDisk(
        newId,
        newShard,
        cluster,
        Standing.ALONE,
        Optional.empty(),
        false,
        run,
        incarnation,
        Map.of(),
        List.of());
  }

  SimDisk withVote(Vote vote) {
    List<Vote> next = new ArrayList<>(votes);
    next.removeIf(known -> known.shard().equals(vote.shard()));
    next.add(vote);
    return new SimDisk(
        id, shardId, clusterId, standing, joining, bootstrap, run, incarnation, peers, next);
  }
}
