package io.ember.cluster.core.state;

import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.SlotSet;

/**
 * Slots that are where they are by a migration: their owner finds their data in the staging of that
 * name unless it has adopted it.
 *
 * @param id of the migration
 * @param attempt that was completed
 * @param slots that have not moved again since
 */
public record Arrival(MigrationId id, long attempt, SlotSet slots) {}
