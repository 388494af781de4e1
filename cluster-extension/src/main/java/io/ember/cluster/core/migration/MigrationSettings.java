package io.ember.cluster.core.migration;

/**
 * The limits of migrations.
 *
 * @param batchEntries most entries of one batch
 * @param batchBytes about the most bytes of one batch
 * @param maxBytesPerSecond most bytes that a lane sends, 0 for no limit
 * @param parallelSlots how many slots are handed over as a whole
 * @param pauseLimitNs for how long a call may wait while its slot is handed over
 */
public record MigrationSettings(
    int batchEntries,
    int batchBytes,
    long maxBytesPerSecond,
    int parallelSlots,
    long pauseLimitNs) {
  /** What an installation has that says nothing. */
  public static final MigrationSettings DEFAULTS =
      new MigrationSettings(100, 1 << 20, 0, 64, 2_000_000_000L);
}
