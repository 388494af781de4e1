package io.ember.cluster.core.migration;

import io.ember.cluster.model.MigrationId;

/**
 * What the target has. Immutable.
 *
 * @param received the sequence of the next batch that it wants
 * @param committed every batch before it is safe with the target's whole in-sync set
 * @param isGap whether a later one came, or one was damaged, so that those from {@code received} on
 *     have to come again
 * @param outcome what has become of it so far
 * @param reason why it failed, empty if it did not
 */
public record MigrationAck(
    MigrationId id,
    long attempt,
    long sourceEpoch,
    long targetEpoch,
    int log,
    long received,
    long committed,
    boolean isGap,
    Outcome outcome,
    String reason)
    implements MigrationMessage {
  /** What the target can say of its part. */
  public enum Outcome {
    /** It takes batches. */
    RECEIVING,
    /** It has what the source had when it froze, and its in-sync set has it. */
    PREPARED,
    /** This attempt is in vain. */
    FAILED
  }
}
