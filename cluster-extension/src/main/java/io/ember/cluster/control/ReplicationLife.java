package io.ember.cluster.control;

import io.ember.cluster.core.replication.LaneReport;
import io.ember.cluster.core.replication.ReplicationSettings;
import java.util.function.Consumer;

/**
 * What lanes need for one life of the node in a cluster.
 *
 * @param settings who the node is, and its limits
 * @param reports takes what lanes tell the control line of that life; any thread
 */
public record ReplicationLife(ReplicationSettings settings, Consumer<LaneReport> reports) {}
