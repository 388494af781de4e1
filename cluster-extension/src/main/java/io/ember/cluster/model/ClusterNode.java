package io.ember.cluster.model;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One node as another one sees it.
 *
 * @param id its name
 * @param shardId the name that it shares with the primary or the replicas of its shard
 * @param client where it serves clients
 * @param busPort where it talks to nodes, on the same host
 * @param role what it does
 * @param primaryId whom it copies, for a replica
 * @param flags what the observer thinks of it
 * @param pingSentMs when the ping was sent that is still unanswered, ms since the epoch, 0 for none
 * @param pongReceivedMs when it last answered, ms since the epoch, 0 for never
 * @param configEpoch of its shard
 * @param linkUp whether the observer has a link to it
 */
public record ClusterNode(
    NodeId id,
    NodeId shardId,
    Endpoint client,
    int busPort,
    NodeRole role,
    @Nullable NodeId primaryId,
    NodeFlags flags,
    long pingSentMs,
    long pongReceivedMs,
    long configEpoch,
    boolean linkUp) {

  public ClusterNode {
    if (busPort < 0 || busPort > Endpoint.MAX_PORT) {
      throw new IllegalArgumentException(
          "a bus port is in [0, " + Endpoint.MAX_PORT + "], 0 for none: " + busPort);
    }
    if ((role == NodeRole.REPLICA) != (primaryId != null)) {
      throw new IllegalArgumentException(
          "a replica, and only a replica, names its primary: " + role + ", " + primaryId);
    }
  }

  /** {@return a primary as it sees itself} */
  public static ClusterNode myself(
      NodeId id, NodeId shardId, Endpoint client, int busPort, long configEpoch) {
    return new ClusterNode(
        id,
        shardId,
        client,
        busPort,
        NodeRole.PRIMARY,
        null,
        NodeFlags.MYSELF,
        0,
        0,
        configEpoch,
        true);
  }

  /**
   * {@return the node's line in CLUSTER NODES, without a line break}
   *
   * @param host what the asker is told: it may know the node under another address
   * @param slots what it owns
   */
  public String toNodesLine(String host, List<SlotRange> slots) {
    StringJoiner line = new StringJoiner(" ");
    line.add(id.wireForm());
    line.add(host + ':' + client.port() + '@' + busPort);
    line.add(flags.wireForm(role));
    line.add(primaryId == null ? "-" : primaryId.wireForm());
    line.add(Long.toString(pingSentMs));
    line.add(Long.toString(pongReceivedMs));
    line.add(Long.toString(configEpoch));
    line.add(linkUp ? "connected" : "disconnected");
    for (SlotRange range : slots) {
      line.add(range.toString());
    }
    return line.toString();
  }
}
