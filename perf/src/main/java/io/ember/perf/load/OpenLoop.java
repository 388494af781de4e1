package io.ember.perf.load;

import java.util.SplittableRandom;

/**
 * Operations that are due at times that do not depend on the server, as those of many independent
 * users are.
 *
 * <p>The time of an operation is computed from the one before it and never from the clock: while a
 * server stalls, operations go on becoming due, and each is measured from the time at which it was
 * due. Otherwise a stall of a second would count as one slow operation instead of as all those that
 * had to wait for its end ("coordinated omission").
 *
 * <p>With a batch above 1 that many operations are due at once, as a client that pipelines sends
 * them; the rate stays that of the operations.
 */
public final class OpenLoop implements Schedule {
  /** How the times are spread. */
  public enum Arrivals {
    /** At equal distances. */
    UNIFORM,
    /** At random with exponential distances: a Poisson process. */
    POISSON
  }

  private final double meanIntervalNs;
  private final Arrivals arrivals;
  private final long endNs;
  private final SplittableRandom random;
  private final int batch;
  private int leftInBatch;

  /** Not rounded, so that a million intervals have the right sum. */
  private double next;

  /**
   * @param startNs when the first interval begins
   * @param endNs exclusive
   * @param ratePerSecond operations a second on the average
   * @param batch operations that are due at the same time
   */
  public OpenLoop(
      long startNs, long endNs, double ratePerSecond, int batch, Arrivals arrivals, long seed) {
    if (!(ratePerSecond > 0) || batch < 1) {
      throw new IllegalArgumentException(
          "rate and batch must be above 0: " + ratePerSecond + ", " + batch);
    }
    meanIntervalNs = 1e9 * batch / ratePerSecond;
    this.batch = batch;
    leftInBatch = batch;
    this.arrivals = arrivals;
    this.endNs = endNs;
    random = new SplittableRandom(seed);
    next = startNs + (arrivals == Arrivals.UNIFORM ? 0 : interval());
  }

  @Override
  public long nextNs(long nowNs) {
    return next < endNs ? (long) next : NEVER;
  }

  @Override
  public void advance() {
    if (--leftInBatch == 0) {
      leftInBatch = batch;
      next += interval();
    }
  }

  private double interval() {
    return arrivals == Arrivals.UNIFORM
        ? meanIntervalNs
        : -Math.log(1 - random.nextDouble()) * meanIntervalNs;
  }
}
