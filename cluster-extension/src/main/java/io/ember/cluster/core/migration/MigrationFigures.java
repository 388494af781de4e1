package io.ember.cluster.core.migration;

import io.ember.cluster.model.JobId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node can tell of the jobs that it carries on. Immutable.
 *
 * @param jobs by job
 * @param freezes for how long slots were frozen, in words
 * @param freezeCount how many hand-overs that is about
 */
public record MigrationFigures(SortedMap<JobId, OfJob> jobs, String freezes, long freezeCount) {
  /** Nothing is known. */
  public static final MigrationFigures NONE = new MigrationFigures(new TreeMap<>(), "", 0);

  /**
   * What was sent for one job so far.
   *
   * @param failures attempts in vain since the last success
   * @param reason why the last of them failed, empty if none did
   */
  public record OfJob(long entries, long bytes, int failures, String reason) {}

  public MigrationFigures {
    jobs = Collections.unmodifiableSortedMap(new TreeMap<>(jobs));
  }
}
