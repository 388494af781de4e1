package io.ember.cluster.core.state;

/** What became of a job. */
public enum JobState {
  /** It is carried on. */
  OPEN,
  /** All its slots moved. */
  SUCCESS,
  /** It was given up. */
  FAILED,
  /** An operator stopped it. */
  CANCELLED
}
