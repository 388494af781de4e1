package io.ember.cluster.persist;

import io.ember.cluster.model.NodeId;
import java.util.UUID;

/**
 * Who a node is: made once, kept in its directory, and the same after every restart.
 *
 * @param nodeId the node's name in the cluster
 * @param shardId the name of its shard
 * @param run how often the node has been started, this time included; never goes back
 */
public record NodeIdentity(NodeId nodeId, NodeId shardId, long run) {
  /** {@return a new identity, in its first run} One that is not kept is gone with the process. */
  public static NodeIdentity create() {
    return new NodeIdentity(new NodeId(UUID.randomUUID()), new NodeId(UUID.randomUUID()), 1);
  }

  /** {@return another node, made by the same process: its runs are counted on} */
  public NodeIdentity renamed() {
    return new NodeIdentity(new NodeId(UUID.randomUUID()), new NodeId(UUID.randomUUID()), run);
  }

  /** {@return the same node in a shard of its own} */
  public NodeIdentity inNewShard() {
    return new NodeIdentity(nodeId, new NodeId(UUID.randomUUID()), run);
  }

  /** {@return the same node in its next run} */
  NodeIdentity nextRun() {
    return new NodeIdentity(nodeId, shardId, run + 1);
  }
}
