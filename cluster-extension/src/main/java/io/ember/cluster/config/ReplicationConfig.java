package io.ember.cluster.config;

import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.util.List;

/**
 * How a primary copies its writes to its replicas, and for how long it may trust that it is still
 * primary.
 *
 * @param acks what a write waits for
 * @param minInSync how many nodes, the primary included, must be in sync for writes to be taken
 * @param maxLagMs how far a replica may be behind before it leaves the in-sync set
 * @param leaseMs for how long a primary may serve after a replica answered its beacon
 * @param graceMs for how long a replica that has answered lets nobody else become primary
 * @param logBytes memory for the replication logs of a node, shared by them
 * @param clockRateError by how much, relative to 1, the rates of two clocks may differ
 */
public record ReplicationConfig(
    Acks acks,
    int minInSync,
    long maxLagMs,
    long leaseMs,
    long graceMs,
    long logBytes,
    double clockRateError) {
  /** What a write waits for before it is answered. */
  public enum Acks {
    /** Every replica of the in-sync set has it. */
    IN_SYNC,
    /** Nothing: it may be lost when the primary fails. */
    ASYNC
  }

  static final ConfigKey<Acks> ACKS = Keys.choice("ember.replication.acks", Acks.IN_SYNC);
  static final ConfigKey<Integer> MIN_IN_SYNC =
      Keys.count("ember.replication.min-in-sync", 1, 1, 100);
  static final ConfigKey<Long> MAX_LAG =
      ConfigKey.number("ember.replication.max-lag-ms", 2000, 10, 3_600_000);
  static final ConfigKey<Long> LEASE =
      ConfigKey.number("ember.replication.lease-ms", 500, 10, 60_000);
  static final ConfigKey<Long> GRACE =
      ConfigKey.number("ember.replication.grace-ms", 600, 10, 120_000);
  static final ConfigKey<Long> LOG_BYTES =
      ConfigKey.bytes("ember.replication.log-bytes", "64mb", 1L << 20, 1L << 40);
  static final ConfigKey<Double> CLOCK_RATE_ERROR =
      ConfigKey.decimal("ember.clock-rate-error", 0.01, 0, 0.5);

  /** Every key that the record reads. */
  public static final List<ConfigKey<?>> KEYS =
      List.of(ACKS, MIN_IN_SYNC, MAX_LAG, LEASE, GRACE, LOG_BYTES, CLOCK_RATE_ERROR);

  public ReplicationConfig {
    if (leaseMs * (1 + clockRateError) >= graceMs * (1 - clockRateError)) {
      throw new IllegalArgumentException(
          "lease * (1 + error) must be less than grace * (1 - error), or two nodes could be primary"
              + " at once");
    }
    if (maxLagMs < leaseMs) {
      throw new IllegalArgumentException(
          "the lag must be at least the lease: a replica that is silent for less stays in the set");
    }
  }

  /** {@return what the configuration says} */
  public static ReplicationConfig from(EngineConfig config) {
    return Keys.build(
        config,
        () ->
            new ReplicationConfig(
                config.get(ACKS),
                config.get(MIN_IN_SYNC),
                config.get(MAX_LAG),
                config.get(LEASE),
                config.get(GRACE),
                config.get(LOG_BYTES),
                config.get(CLOCK_RATE_ERROR)),
        LEASE,
        GRACE,
        MAX_LAG,
        CLOCK_RATE_ERROR);
  }
}
