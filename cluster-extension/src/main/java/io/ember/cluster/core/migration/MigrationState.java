package io.ember.cluster.core.migration;

import java.util.Locale;

/** How far one side of a migration is, in one attempt. */
public enum MigrationState {
  /** The target has staging and waits for the source. */
  IMPORTING,
  /** The source waits until the target can take something. */
  MIGRATING,
  /** Entries and changes are on their way. */
  STREAMING,
  /** The source executes nothing on the slots; what they hold is compared. */
  FINALIZING,
  /** It was applied that the target owns the slots. */
  COMPLETE,
  /** It was applied that nothing comes of this attempt. */
  ABORTED;

  /**
   * {@return the next state}
   *
   * @throws IllegalStateException if that one does not follow: the code is wrong, and nothing that
   *     it would do next can be trusted
   */
  public MigrationState to(MigrationState next) {
    boolean follows =
        switch (next) {
          case IMPORTING, MIGRATING -> false;
          case STREAMING -> this == IMPORTING || this == MIGRATING;
          case FINALIZING -> this == STREAMING;
          // The target may be silent about its part when the source completes, and the other way.
          case COMPLETE -> this == FINALIZING;
          case ABORTED -> this != COMPLETE && this != ABORTED;
        };
    if (!follows) {
      throw new IllegalStateException("invalid state transition from " + this + " to " + next);
    }
    return next;
  }

  /** {@return whether nothing follows it} */
  public boolean isFinal() {
    return this == COMPLETE || this == ABORTED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
