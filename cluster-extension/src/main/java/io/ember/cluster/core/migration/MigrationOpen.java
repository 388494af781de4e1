package io.ember.cluster.core.migration;

import io.ember.cluster.model.MigrationId;

/** The source is there, and asks the target whether it can take something. Immutable. */
public record MigrationOpen(
    MigrationId id, long attempt, long sourceEpoch, long targetEpoch, int log)
    implements MigrationMessage {}
