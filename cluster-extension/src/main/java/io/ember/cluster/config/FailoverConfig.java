package io.ember.cluster.config;

import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.util.List;

/**
 * When elections are held back.
 *
 * @param stormShare the share of all members that must turn suspect within seconds for elections to
 *     wait: then it is the network, not the members
 */
public record FailoverConfig(double stormShare) {
  static final ConfigKey<Double> STORM_SHARE =
      ConfigKey.decimal("ember.failover.storm-share", 0.5, 0.01, 1);

  /** Every key that the record reads. */
  public static final List<ConfigKey<?>> KEYS = List.of(STORM_SHARE);

  /** {@return what the configuration says} */
  public static FailoverConfig from(EngineConfig config) {
    return new FailoverConfig(config.get(STORM_SHARE));
  }
}
