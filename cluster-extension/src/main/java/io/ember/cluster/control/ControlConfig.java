package io.ember.cluster.control;

import io.ember.cluster.config.FailoverConfig;
import io.ember.cluster.config.LanesConfig;
import io.ember.cluster.config.MembershipConfig;
import io.ember.cluster.config.MigrationConfig;
import io.ember.cluster.config.RaftConfig;
import io.ember.cluster.config.ReplicationConfig;
import io.ember.cluster.core.gossip.GossipConfig;
import io.ember.cluster.model.Endpoint;
import java.nio.file.Path;

/**
 * What the control line of a node is configured with.
 *
 * @param directory of the node; Raft keeps its log below it
 * @param client what others are told of the client port
 * @param bus what others are told of the bus
 */
public record ControlConfig(
    Path directory,
    Endpoint client,
    Endpoint bus,
    MembershipConfig membership,
    RaftConfig raft,
    GossipConfig gossip,
    ReplicationConfig replication,
    MigrationConfig migration,
    FailoverConfig failover,
    LanesConfig lanes) {}
