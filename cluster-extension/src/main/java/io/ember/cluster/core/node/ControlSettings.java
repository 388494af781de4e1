package io.ember.cluster.core.node;

import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.election.Vote;
import io.ember.cluster.core.gossip.GossipConfig;
import io.ember.cluster.core.gossip.MemberInfo;
import io.ember.cluster.core.gossip.MemberStatus;
import io.ember.cluster.core.replication.ReplicationSettings;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a {@link ControlCore} is born with.
 *
 * @param self the node in its present run, at its present addresses
 * @param clusterId the cluster that it is of
 * @param standing how it stands to that cluster
 * @param joining through whom it was joining when it stopped
 * @param bootstrap whether it owns all slots of the cluster that it begins
 * @param incarnation on disk, and higher than any of an earlier run
 * @param peers where the buses of other nodes were last
 * @param seeds buses through which a node that is alone joins a cluster
 * @param maxVoters 1, 3, 5 or 7
 * @param fullCoverage whether one slot that is not served stops all
 * @param gossip timing of membership
 * @param replication timing and limits of replication
 * @param stormShare the share of members that must be suspected for elections to wait
 * @param votes what this node has voted, from its disk
 * @param rules in force
 */
public record ControlSettings(
    NodeInfo self,
    UUID clusterId,
    Standing standing,
    Optional<Endpoint> joining,
    boolean bootstrap,
    long incarnation,
    Map<NodeId, Endpoint> peers,
    List<Endpoint> seeds,
    int maxVoters,
    boolean fullCoverage,
    GossipConfig gossip,
    ReplicationSettings replication,
    double stormShare,
    List<Vote> votes,
    SafetyRules rules) {

  public ControlSettings {
    // In order, so that the same inputs give the same outputs: Map.copyOf has another in each JVM.
    peers = Collections.unmodifiableMap(new TreeMap<>(peers));
    seeds = List.copyOf(seeds);
    votes = List.copyOf(votes);
  }

  NodeId id() {
    return self.id();
  }

  MemberInfo member() {
    return new MemberInfo(self.id(), self.bus(), incarnation, MemberStatus.ALIVE);
  }
}
