package io.ember.perf.load;

/** Operations that are due as soon as a connection can take them, up to a time or a number. */
final class ClosedLoop implements Schedule {
  private final long endNs;
  private long left;

  /**
   * @param endNs exclusive
   * @param operations most operations
   */
  ClosedLoop(long endNs, long operations) {
    this.endNs = endNs;
    left = operations;
  }

  @Override
  public long nextNs(long nowNs) {
    return left > 0 && nowNs < endNs ? nowNs : NEVER;
  }

  @Override
  public void advance() {
    left--;
  }
}
