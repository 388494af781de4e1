package io.ember.cluster.config;

import io.ember.cluster.model.Logs;
import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.util.List;
import java.util.OptionalInt;

/**
 * The threads that execute calls.
 *
 * @param count how many, at least 1
 * @param whenIdle what a lane does when it has nothing to do
 * @param pin whether each lane is bound to a processor of its own
 * @param sliceUs for how long such a thread, or one of a connection or of the bus, runs while
 *     others wait for its processor; 0 leaves the system's own
 */
public record LanesConfig(int count, WaitStrategy whenIdle, boolean pin, int sliceUs) {
  /** What a lane does when it has nothing to do. */
  public enum WaitStrategy {
    /** It looks again a few times and then sleeps until it is woken. */
    BACKOFF,
    /** It sleeps at once until it is woken; who wakes it takes a lock only while it sleeps. */
    LITE,
    /** It sleeps at once until it is woken; every publication takes a lock. */
    BLOCKING,
    /** It looks again and again and lets others run in between; burns a processor. */
    YIELD,
    /** It looks again and again; burns a processor. */
    SPIN,
    /** It looks again a few times and then every 50 us; it is never woken. */
    SLEEP
  }

  /** A lane owns whole logs, and a cluster has 16 of them. */
  public static final int MAX_LANES = Logs.COUNT;

  static final ConfigKey<OptionalInt> COUNT = Keys.countOrAuto("ember.lanes", "cores", MAX_LANES);
  static final ConfigKey<WaitStrategy> WAIT = Keys.choice("ember.lanes.wait", WaitStrategy.BACKOFF);
  static final ConfigKey<Boolean> PIN = ConfigKey.flag("ember.lanes.pin", false);

  /** Within what Linux takes: of another number it would make one of these. */
  static final ConfigKey<Integer> SLICE =
      Keys.countOrZero("ember.lanes.slice-us", 100, 100, 100_000);

  /** Every key that the record reads. */
  public static final List<ConfigKey<?>> KEYS = List.of(COUNT, WAIT, PIN, SLICE);

  /**
   * {@return what the configuration says}
   *
   * @param cores processors of the machine
   */
  public static LanesConfig from(EngineConfig config, int cores) {
    return new LanesConfig(
        config.get(COUNT).orElse(Math.min(cores, MAX_LANES)),
        config.get(WAIT),
        config.get(PIN),
        config.get(SLICE));
  }
}
