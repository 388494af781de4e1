package io.ember.cluster.core.replication;

import io.ember.cluster.core.migration.MigrationSettings;
import io.ember.cluster.model.NodeId;

/**
 * What both halves of replication are born with.
 *
 * @param self this node
 * @param run its present run
 * @param laneCount how many lanes the node has
 * @param leaseNs how long a primary may serve after it sent a beacon that a node answered
 * @param graceNs how long a node that answered lets nobody else become primary
 * @param maxLagNs how long a member may be behind before it is dropped
 * @param clockRateError by how much, relative to 1, the rates of two clocks may differ
 * @param minInSync how many members, the primary included, writes need
 * @param logBytes memory for all logs of the node together
 * @param migration how slots are moved
 */
public record ReplicationSettings(
    NodeId self,
    long run,
    int laneCount,
    long leaseNs,
    long graceNs,
    long maxLagNs,
    double clockRateError,
    int minInSync,
    long logBytes,
    MigrationSettings migration) {}
