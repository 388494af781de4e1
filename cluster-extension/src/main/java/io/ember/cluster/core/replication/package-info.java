/**
 * Replication, protocols section 5, without threads, clocks or sockets.
 *
 * <p>The lane half: a log of effects per {@linkplain io.ember.cluster.model.Logs log}, streams of
 * it from a primary to its replicas, and when a reply may leave. The control half: beacons and
 * leases, grants, the wait after a promotion, who belongs to the in-sync set. They speak through
 * {@link io.ember.cluster.core.replication.ShardView}, {@link
 * io.ember.cluster.core.replication.Permit} and {@link
 * io.ember.cluster.core.replication.LaneReport}. After PacificA (Lin and others, 2008) and the
 * in-sync replicas of Kafka.
 */
@NullMarked
package io.ember.cluster.core.replication;

import org.jspecify.annotations.NullMarked;
