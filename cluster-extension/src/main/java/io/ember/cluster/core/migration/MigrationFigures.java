package io.ember.cluster.core.migration;

import io.ember.cluster.model.JobId;
import io.ember.cluster.model.MigrationId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node can tell of the jobs that it carries on. Immutable.
 *
 * @param jobs by job
 * @param migrations those that are under way from here, in their present attempt
 * @param freezes for how long slots were frozen, in words
 * @param freezeCount how many hand-overs that is about
 */
public record MigrationFigures(
    SortedMap<JobId, OfJob> jobs,
    SortedMap<MigrationId, OfMigration> migrations,
    String freezes,
    long freezeCount) {
  /** Nothing is known. */
  public static final MigrationFigures NONE =
      new MigrationFigures(new TreeMap<>(), new TreeMap<>(), "", 0);

  /**
   * What was sent for one job so far.
   *
   * @param failures attempts in vain since the last success
   * @param reason why the last of them failed, empty if none did
   */
  public record OfJob(long entries, long bytes, int failures, String reason) {}

  /** What was sent of one migration so far, changes and what was sent again included. */
  public record OfMigration(long entries, long bytes) {}

  public MigrationFigures {
    migrations = Collections.unmodifiableSortedMap(new TreeMap<>(migrations));
    jobs = Collections.unmodifiableSortedMap(new TreeMap<>(jobs));
  }
}
