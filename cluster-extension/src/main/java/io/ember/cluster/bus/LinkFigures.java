package io.ember.cluster.bus;

import io.ember.cluster.model.NodeId;

/**
 * One open connection, as it is told of.
 *
 * @param node the other side
 * @param inbound whether the other side opened it
 * @param createdAtMs wall clock
 * @param queuedBytes what waits to be sent by it
 */
public record LinkFigures(
    NodeId node, Link link, boolean inbound, long createdAtMs, long queuedBytes) {}
