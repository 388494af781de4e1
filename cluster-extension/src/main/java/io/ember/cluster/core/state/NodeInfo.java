package io.ember.cluster.core.state;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;

/**
 * What the configuration says of a node by itself. Its role, its primary and its slots follow from
 * {@link ClusterStateData}, where each is kept once.
 *
 * @param shardId the shard that it belongs to
 * @param client where it serves clients
 * @param bus where it talks to nodes
 * @param run the last that is registered; from 1
 * @param bornIn the shard with which it was added; a removed node comes back in another one only,
 *     so that an addition from before its removal cannot bring it back
 */
public record NodeInfo(
    NodeId id, NodeId shardId, Endpoint client, Endpoint bus, long run, NodeId bornIn) {
  public NodeInfo {
    if (run < 1) {
      throw new IllegalArgumentException("runs count from 1: " + run);
    }
  }

  /** A node that is to be added, in a shard of its own. */
  public NodeInfo(NodeId id, NodeId shardId, Endpoint client, Endpoint bus, long run) {
    this(id, shardId, client, bus, run, shardId);
  }

  NodeInfo inShard(NodeId shard) {
    return new NodeInfo(id, shard, client, bus, run, bornIn);
  }

  NodeInfo at(Endpoint newClient, Endpoint newBus) {
    return new NodeInfo(id, shardId, newClient, newBus, run, bornIn);
  }

  NodeInfo inRun(long newRun) {
    return new NodeInfo(id, shardId, client, bus, newRun, bornIn);
  }
}
