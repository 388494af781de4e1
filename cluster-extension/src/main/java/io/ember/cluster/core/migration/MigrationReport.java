package io.ember.cluster.core.migration;

import io.ember.cluster.model.MigrationId;

/**
 * How a lane is with its part of a migration. Immutable.
 *
 * @param entries that were sent, or received, so far
 * @param bytes likewise
 * @param steps grows while anything is done
 * @param reason why it failed, empty if it did not
 */
public record MigrationReport(
    MigrationId id,
    long attempt,
    Stage stage,
    long entries,
    long bytes,
    long steps,
    String reason) {
  /** How far; later ones are further. */
  public enum Stage {
    /** This attempt is in vain: its abort is to be proposed. */
    FAILED,
    /** Much is to be sent still. */
    STREAMING,
    /** Little is on its way: the slots may be frozen. */
    CAUGHT_UP,
    /** The target has everything, compared and committed: the completion may be proposed. */
    PREPARED
  }
}
