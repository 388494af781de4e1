package io.ember.cluster.admin;

import io.ember.cluster.control.ClusterControl;
import io.ember.cluster.forward.ForwardCounters;
import io.ember.cluster.lane.LaneCounters;
import io.ember.cluster.lane.SlotCounters;
import io.ember.cluster.lane.SyncCounters;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.persist.NodeIdentity;
import io.ember.cluster.pubsub.Channels;
import io.ember.cluster.session.Authenticator;
import io.ember.cluster.session.ClientPause;
import io.ember.cluster.session.ServerSettings;
import io.ember.cluster.session.SessionRegistry;
import io.ember.cluster.session.TrafficFigures;
import io.ember.engine.EngineContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What the commands of a running node work with.
 *
 * @param engine the engine that the node has joined
 * @param sessions all connections
 * @param settings what CONFIG SET may change of the endpoint
 * @param authenticator who may use it
 * @param pause CLIENT PAUSE
 * @param traffic what the endpoint counts
 * @param channels pub/sub
 * @param forwards what became of calls on keys of other nodes
 * @param laneCounters what each lane has done
 * @param slotCounters what the slots of each lane have cost; looked at on that lane
 * @param syncs how replicas came to what they have
 * @param cluster the cluster as the node knows it, each time anew
 * @param clusterControl the control line; none for a single engine, which has no cluster commands
 * @param identity who the node is
 * @param clientPort the port on which clients are served
 * @param listensEverywhere whether it is served at every address of the machine and nothing else
 *     was announced: then a client is told the one by which it came
 * @param startedAtMs when the node was started, ms since the epoch
 */
public record NodeServices(
    EngineContext engine,
    SessionRegistry sessions,
    ServerSettings settings,
    Authenticator authenticator,
    ClientPause pause,
    TrafficFigures traffic,
    Channels channels,
    ForwardCounters forwards,
    List<LaneCounters> laneCounters,
    List<SlotCounters> slotCounters,
    SyncCounters syncs,
    Supplier<ClusterState> cluster,
    Optional<ClusterControl> clusterControl,
    NodeIdentity identity,
    int clientPort,
    boolean listensEverywhere,
    long startedAtMs) {

  /** {@return whether there is a cluster} */
  public boolean clusterEnabled() {
    return clusterControl.isPresent();
  }

  /** {@return the control line of a node of a cluster} */
  public ClusterControl control() {
    return clusterControl.orElseThrow();
  }

  /** {@return 40 hexadecimal digits that name this run of the node, and no other run or node} */
  public String runId() {
    UUID node = identity.nodeId().uuid();
    return new NodeId(
            new UUID(
                node.getMostSignificantBits() ^ identity.run(),
                node.getLeastSignificantBits() ^ startedAtMs))
        .wireForm();
  }
}
