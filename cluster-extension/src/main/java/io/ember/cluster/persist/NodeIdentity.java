package io.ember.cluster.persist;

import io.ember.cluster.model.NodeId;

/**
 * Who a node is: made once, kept in its directory, and the same after every restart.
 *
 * @param nodeId the node's name in the cluster
 * @param shardId the name of its shard
 * @param run how often the node has been started, this time included; never goes back
 */
public record NodeIdentity(NodeId nodeId, NodeId shardId, long run) {}
