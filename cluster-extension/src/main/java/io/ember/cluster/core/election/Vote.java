package io.ember.cluster.core.election;

import io.ember.cluster.model.NodeId;

/**
 * The last vote of a voter for the primary of a shard.
 *
 * @param shard whose primary is elected
 * @param epoch that the new primary is to end
 * @param round in which it was given
 * @param candidate to whom
 */
public record Vote(NodeId shard, long epoch, long round, NodeId candidate) {}
