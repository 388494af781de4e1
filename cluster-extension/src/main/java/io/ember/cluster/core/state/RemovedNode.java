package io.ember.cluster.core.state;

import io.ember.cluster.model.NodeId;

/**
 * A node that was removed and has not come back: a repeated removal of it is no error.
 *
 * @param run the last that was registered
 */
public record RemovedNode(NodeId id, long run) {}
