package io.ember.cluster;

import io.ember.cluster.config.BusConfig;
import io.ember.cluster.config.ClientConfig;
import io.ember.cluster.config.FailoverConfig;
import io.ember.cluster.config.GossipConfig;
import io.ember.cluster.config.LanesConfig;
import io.ember.cluster.config.MembershipConfig;
import io.ember.cluster.config.MetricsConfig;
import io.ember.cluster.config.MigrationConfig;
import io.ember.cluster.config.RaftConfig;
import io.ember.cluster.config.ReplicationConfig;
import io.ember.engine.ConfigException;
import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that a node is configured with, read once at the start and consistent in itself. Immutable;
 * prints itself without secrets.
 *
 * @param nodeDir where the node keeps its identity and what else must survive a restart
 */
public record ClusterConfig(
    Path nodeDir,
    ClientConfig client,
    BusConfig bus,
    MembershipConfig membership,
    GossipConfig gossip,
    RaftConfig raft,
    ReplicationConfig replication,
    FailoverConfig failover,
    MigrationConfig migration,
    LanesConfig lanes,
    MetricsConfig metrics) {
  static final ConfigKey<Path> NODE_DIR =
      new ConfigKey<>("ember.node.dir", "./data", "the path of a directory", ClusterConfig::path);

  private static final List<ConfigKey<?>> RESERVED =
      List.of(
          ConfigKey.reserved("ember.client.tls.*", "reserved, this version has no TLS"),
          ConfigKey.reserved(
              "ember.durability.*", "reserved, this version keeps data in memory only"));

  /** Every key that a node reads, reserved names included. */
  public static final List<ConfigKey<?>> KEYS =
      Stream.of(
              List.<ConfigKey<?>>of(NODE_DIR),
              ClientConfig.KEYS,
              BusConfig.KEYS,
              MembershipConfig.KEYS,
              GossipConfig.KEYS,
              RaftConfig.KEYS,
              ReplicationConfig.KEYS,
              FailoverConfig.KEYS,
              MigrationConfig.KEYS,
              LanesConfig.KEYS,
              MetricsConfig.KEYS,
              RESERVED)
          .<ConfigKey<?>>flatMap(List::stream)
          .toList();

  /**
   * {@return what the configuration says}
   *
   * @throws ConfigException if a value is not allowed, or values contradict each other
   */
  public static ClusterConfig from(EngineConfig config) {
    rejectReserved(config);
    ClientConfig client = ClientConfig.from(config);
    MembershipConfig membership = MembershipConfig.from(config);
    BusConfig bus = BusConfig.from(config, client, membership.enabled());
    return new ClusterConfig(
        config.get(NODE_DIR),
        client,
        bus,
        membership,
        GossipConfig.from(config),
        RaftConfig.from(config),
        ReplicationConfig.from(config),
        FailoverConfig.from(config),
        MigrationConfig.from(config),
        LanesConfig.from(config, Runtime.getRuntime().availableProcessors()),
        MetricsConfig.from(config, client, bus));
  }

  private static void rejectReserved(EngineConfig config) {
    for (ConfigKey<?> reserved : RESERVED) {
      for (String name : config.names()) {
        if (reserved.covers(name)) {
          throw new ConfigException(name + ": must be " + reserved.allowed());
        }
      }
    }
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException();
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
