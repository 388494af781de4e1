package io.ember.cluster.config;

import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.util.List;

/**
 * How slots are moved between nodes.
 *
 * @param batchEntries most entries of one batch
 * @param batchBytes most bytes of one batch
 * @param maxBytesPerSecond most bytes that a node sends, 0 for no limit
 * @param parallelSlots how many slots move at once
 * @param pauseLimitMs for how long calls may wait while a slot is handed over
 */
public record MigrationConfig(
    int batchEntries,
    long batchBytes,
    long maxBytesPerSecond,
    int parallelSlots,
    long pauseLimitMs) {
  static final ConfigKey<Integer> BATCH_ENTRIES =
      Keys.count("ember.migration.batch-entries", 100, 1, 100_000);
  static final ConfigKey<Long> BATCH_BYTES =
      ConfigKey.bytes("ember.migration.batch-bytes", "1mb", 1024, 64L << 20);
  static final ConfigKey<Long> MAX_RATE =
      ConfigKey.bytes("ember.migration.max-bytes-per-second", "0", 0, 1L << 40);
  static final ConfigKey<Integer> PARALLEL_SLOTS =
      Keys.count("ember.migration.parallel-slots", 64, 1, 16_384);
  static final ConfigKey<Long> PAUSE_LIMIT =
      ConfigKey.number("ember.migration.pause-limit-ms", 2000, 10, 600_000);

  /** Every key that the record reads. */
  public static final List<ConfigKey<?>> KEYS =
      List.of(BATCH_ENTRIES, BATCH_BYTES, MAX_RATE, PARALLEL_SLOTS, PAUSE_LIMIT);

  public MigrationConfig {
    if (maxBytesPerSecond != 0 && maxBytesPerSecond < batchBytes) {
      throw new IllegalArgumentException(
          "one batch must not take longer than a second at the highest rate");
    }
  }

  /** {@return what the configuration says} */
  public static MigrationConfig from(EngineConfig config) {
    return Keys.build(
        config,
        () ->
            new MigrationConfig(
                config.get(BATCH_ENTRIES),
                config.get(BATCH_BYTES),
                config.get(MAX_RATE),
                config.get(PARALLEL_SLOTS),
                config.get(PAUSE_LIMIT)),
        MAX_RATE,
        BATCH_BYTES);
  }
}
