package io.ember.cluster.core.state;

/** How a job stands, and what became of it. */
public enum JobState {
  /** It is carried on. */
  OPEN,
  /** All its slots moved. */
  SUCCESS,
  /** It was given up. */
  FAILED,
  /** An operator stopped it for good. */
  CANCELLED,
  /** An operator has it wait. */
  PAUSED;

  /** {@return whether it has not ended} */
  public boolean isOpen() {
    return this == OPEN || this == PAUSED;
  }
}
