package io.ember.cluster.model;

import java.util.UUID;

/** The name of a job: a move of slots that somebody asked for. */
public record JobId(UUID uuid) implements Comparable<JobId> {
  /** Of a migration that belongs to no job: one that moves key by key. */
  public static final JobId NONE = new JobId(new UUID(0, 0));

  @Override
  public int compareTo(JobId other) {
    return uuid.compareTo(other.uuid);
  }

  @Override
  public String toString() {
    return uuid.toString();
  }
}
