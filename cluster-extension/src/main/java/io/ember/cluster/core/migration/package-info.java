/**
 * Live migration of whole slots, protocols section 7, without threads, clocks or sockets.
 *
 * <p>The lane half: {@link io.ember.cluster.core.migration.LaneMigrations} streams the slots of a
 * source to staging at a target, in the order of the source's own changes. The control half: {@link
 * io.ember.cluster.core.migration.MigrationManager} carries on what the configuration says and
 * proposes each step; the configuration alone decides who owns a slot.
 */
@NullMarked
package io.ember.cluster.core.migration;

import org.jspecify.annotations.NullMarked;
