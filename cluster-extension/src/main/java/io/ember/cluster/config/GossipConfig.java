package io.ember.cluster.config;

import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.util.List;

/**
 * How nodes watch each other.
 *
 * @param periodMs how often one member is probed
 * @param probeTimeoutMs how long an answer may take before others are asked to probe
 * @param suspicionMultiplier scales how long a silent member is suspected before it counts as dead
 * @param indirectProbes how many others are asked to probe
 * @param maxPiggyback how many updates one message carries
 */
public record GossipConfig(
    long periodMs,
    long probeTimeoutMs,
    int suspicionMultiplier,
    int indirectProbes,
    int maxPiggyback) {
  static final ConfigKey<Long> PERIOD =
      ConfigKey.number("ember.gossip.period-ms", 1000, 10, 60_000);
  static final ConfigKey<Long> PROBE_TIMEOUT =
      ConfigKey.number("ember.gossip.probe-timeout-ms", 500, 5, 60_000);
  static final ConfigKey<Integer> SUSPICION =
      Keys.count("ember.gossip.suspicion-multiplier", 5, 1, 100);
  static final ConfigKey<Integer> INDIRECT_PROBES =
      Keys.count("ember.gossip.indirect-probes", 3, 0, 16);
  static final ConfigKey<Integer> PIGGYBACK = Keys.count("ember.gossip.max-piggyback", 10, 1, 100);

  /** Every key that the record reads. */
  public static final List<ConfigKey<?>> KEYS =
      List.of(PERIOD, PROBE_TIMEOUT, SUSPICION, INDIRECT_PROBES, PIGGYBACK);

  public GossipConfig {
    if (probeTimeoutMs >= periodMs) {
      throw new IllegalArgumentException(
          "the timeout of a probe must be less than the period, or probes overlap");
    }
  }

  /** {@return what the configuration says} */
  public static GossipConfig from(EngineConfig config) {
    return Keys.build(
        config,
        () ->
            new GossipConfig(
                config.get(PERIOD),
                config.get(PROBE_TIMEOUT),
                config.get(SUSPICION),
                config.get(INDIRECT_PROBES),
                config.get(PIGGYBACK)),
        PROBE_TIMEOUT,
        PERIOD);
  }
}
