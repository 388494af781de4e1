package io.ember.cluster.core.migration;

import io.ember.cluster.model.MigrationId;

/**
 * What source and target of a migration say to each other about the slots of one log. One of
 * another attempt or epoch than the receiver's is not for it. Immutable.
 */
public sealed interface MigrationMessage permits MigrationOpen, MigrationBatch, MigrationAck {
  MigrationId id();

  long attempt();

  /** {@return the epoch of the source's shard in which it was said} */
  long sourceEpoch();

  /** {@return the epoch of the target's shard in which it was said} */
  long targetEpoch();

  /** {@return of which log the slots are} */
  int log();
}
