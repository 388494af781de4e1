package io.ember.cluster.core.gossip;

/**
 * How long a silent member stays suspected before it is declared dead.
 *
 * <p>The window opens at {@code maxNs} and closes towards {@code minNs} as peers confirm the
 * suspicion, on a log scale, so the first confirmations count most: a slow observer alone cannot
 * condemn a healthy peer, while several observers need not wait for it (Lifeguard, section IV-B).
 *
 * <p>Invariant: {@code minNs <= lengthNs(n) <= maxNs}, and {@code lengthNs} never grows with {@code
 * n}. Immutable.
 */
record SuspicionWindow(long minNs, long maxNs, int confirmationsWanted) {
  SuspicionWindow {
    if (minNs < 0 || maxNs < minNs || confirmationsWanted < 0) {
      throw new IllegalArgumentException(
          "0 <= minNs <= maxNs, 0 <= confirmationsWanted: "
              + minNs
              + ", "
              + maxNs
              + ", "
              + confirmationsWanted);
    }
  }

  /** {@return how long the suspicion lasts with that many independent confirmations} */
  long lengthNs(int confirmations) {
    if (confirmations >= confirmationsWanted) {
      return minNs;
    }
    double closed = Math.log(confirmations + 1) / Math.log(confirmationsWanted + 1);
    return maxNs - (long) ((maxNs - minNs) * closed);
  }
}
