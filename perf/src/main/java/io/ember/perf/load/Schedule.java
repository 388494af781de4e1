package io.ember.perf.load;

/**
 * When operations are due. Time is given by the caller, in ns from the start of the run, so a test
 * can let it pass as it likes. One thread.
 */
interface Schedule {
  /** No operation is due any more. */
  long NEVER = Long.MAX_VALUE;

  /**
   * {@return when the next operation was or will be due; {@link #NEVER} at the end} It stays the
   * next one until {@link #advance}.
   */
  long nextNs(long nowNs);

  /** The next operation has been sent. */
  void advance();
}
