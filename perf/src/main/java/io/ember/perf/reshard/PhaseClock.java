package io.ember.perf.reshard;

import java.util.Arrays;
import java.util.List;

/** When the phases of a run began. Advanced by one thread, read by any. */
final class PhaseClock {
  private static final List<Phase> PHASES = List.of(Phase.values());

  /** When each phase after the first began, as {@code System.nanoTime()}. */
  private volatile long[] marksNs = {};

  /** Begins the next phase now. */
  void advance() {
    long[] marks = Arrays.copyOf(marksNs, marksNs.length + 1);
    if (marks.length == PHASES.size()) {
      throw new IllegalStateException("there is no phase after the last one");
    }
    marks[marks.length - 1] = System.nanoTime();
    marksNs = marks;
  }

  /**
   * {@return the phase in which an operation was due} So what had to wait for the move counts for
   * it, also if the answer came later.
   */
  Phase phaseOf(long dueNs) {
    long[] marks = marksNs;
    int phase = 0;
    while (phase < marks.length && dueNs - marks[phase] >= 0) {
      phase++;
    }
    return PHASES.get(phase);
  }

  /** {@return when a phase began that has begun, not the first} */
  long beganNs(Phase phase) {
    return marksNs[PHASES.indexOf(phase) - 1];
  }
}
