package io.ember.cluster.core.state;

import io.ember.cluster.model.NodeId;

/**
 * A node that was removed: a repeated removal of it is no error, and a repeated addition is one.
 *
 * @param run the last that was registered
 * @param bornIn the shard with which it had been added
 */
public record RemovedNode(NodeId id, long run, NodeId bornIn) {}
