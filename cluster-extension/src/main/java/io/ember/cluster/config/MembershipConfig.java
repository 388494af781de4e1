package io.ember.cluster.config;

import io.ember.cluster.model.Endpoint;
import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.util.Arrays;
import java.util.List;

/**
 * Whether and how a node belongs to a cluster.
 *
 * @param enabled false for a single engine that serves every key and knows of no slots
 * @param bootstrap whether a node without a state begins a cluster and owns all slots
 * @param seeds buses of nodes through which to join
 * @param requireFullCoverage whether one slot that is not served stops all
 * @param remoteCalls what is done with a call for another node
 */
public record MembershipConfig(
    boolean enabled,
    boolean bootstrap,
    List<Endpoint> seeds,
    boolean requireFullCoverage,
    RemoteCalls remoteCalls) {
  /** What is done with a call whose keys live on another node. */
  public enum RemoteCalls {
    /** It is answered MOVED. */
    REDIRECT,
    /** It is sent to the owner, whose answer is passed on. */
    FORWARD
  }

  static final ConfigKey<Boolean> ENABLED = ConfigKey.flag("ember.cluster.enabled", true);
  static final ConfigKey<Boolean> BOOTSTRAP = ConfigKey.flag("ember.cluster.bootstrap", false);
  static final ConfigKey<List<Endpoint>> SEEDS =
      new ConfigKey<>(
          "ember.cluster.seeds",
          "",
          "bus addresses as host:port, separated by commas",
          MembershipConfig::parseSeeds);
  static final ConfigKey<Boolean> FULL_COVERAGE =
      ConfigKey.flag("ember.cluster.require-full-coverage", false);
  static final ConfigKey<RemoteCalls> REMOTE_CALLS =
      Keys.choice("ember.cluster.remote-calls", RemoteCalls.REDIRECT);

  /** Every key that the record reads. */
  public static final List<ConfigKey<?>> KEYS =
      List.of(ENABLED, BOOTSTRAP, SEEDS, FULL_COVERAGE, REMOTE_CALLS);

  public MembershipConfig {
    seeds = List.copyOf(seeds);
  }

  /** {@return what the configuration says} */
  public static MembershipConfig from(EngineConfig config) {
    return new MembershipConfig(
        config.get(ENABLED),
        config.get(BOOTSTRAP),
        config.get(SEEDS),
        config.get(FULL_COVERAGE),
        config.get(REMOTE_CALLS));
  }

  private static List<Endpoint> parseSeeds(String text) {
    return text.isBlank()
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(String::trim).map(Endpoint::parse).toList();
  }
}
