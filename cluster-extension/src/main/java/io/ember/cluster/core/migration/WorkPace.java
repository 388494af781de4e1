package io.ember.cluster.core.migration;

/**
 * Leaves most of the time to others: entries go out in portions, and when the target has the whole
 * of one, nothing is done for {@value #RESTS} times as long as that took. What takes longer because
 * both nodes are busy is followed by a longer rest, so moving slots gives way without knowing to
 * what. Owner thread: the lane.
 */
final class WorkPace {
  /**
   * Also the most of a batch. Hardly more than twice that is on its way: what hands slots over
   * stands behind it.
   */
  static final long PORTION_BYTES = 128 * 1024;

  static final int RESTS = 5;

  /** A node that was suspended has not worked all the time. */
  private static final long LONGEST_REST_NS = 20_000_000;

  private static final long NONE = Long.MIN_VALUE;

  private long beganNs = NONE;
  private long left;
  private long restsUntilNs = NONE;

  /**
   * {@return for how many ns nothing is to be done}
   *
   * @param isDelivered whether the target has all that was sent
   */
  long rest(long nowNs, boolean isDelivered) {
    if (beganNs != NONE && left <= 0 && isDelivered) {
      restsUntilNs = nowNs + Math.min(LONGEST_REST_NS, RESTS * (nowNs - beganNs));
      beganNs = NONE;
    }
    return restsUntilNs == NONE ? 0 : Math.max(0, restsUntilNs - nowNs);
  }

  /** {@return how many bytes of the portion are left} */
  long left(long nowNs) {
    if (beganNs == NONE) {
      beganNs = nowNs;
      left = PORTION_BYTES;
    }
    return left;
  }

  /** So many bytes were worked on. */
  void worked(long bytes) {
    left -= bytes;
  }

  /** There is nothing to do: to wait for that is rest enough. */
  void idle() {
    beganNs = NONE;
  }
}
