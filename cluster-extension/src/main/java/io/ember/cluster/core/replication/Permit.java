package io.ember.cluster.core.replication;

/**
 * Until when a primary may release replies. Immutable; published by the control half, read by lanes
 * with one volatile read.
 *
 * @param epoch in which it holds
 * @param servesUntilNs the instant, of the node's monotonic clock, at which the first lease ends;
 *     {@link #FOREVER} for a primary that counts only itself, since nobody can be promoted
 * @param servesUntilWallMs the same by the wall clock, which goes on while a machine is suspended
 *     and the other one stands still; {@link #FOREVER} likewise
 * @param isWaitOver whether no lease can last any more that this node granted to another primary
 */
public record Permit(long epoch, long servesUntilNs, long servesUntilWallMs, boolean isWaitOver) {
  /** Never ends. */
  public static final long FOREVER = Long.MAX_VALUE;

  /** Ended before all time. */
  public static final long NEVER = Long.MIN_VALUE;

  /** Allows nothing. */
  public static final Permit NONE = new Permit(-1, NEVER, NEVER, false);

  /** {@return one without end: that of a primary that counts only itself} */
  public static Permit unlimited(long epoch, boolean isWaitOver) {
    return new Permit(epoch, FOREVER, FOREVER, isWaitOver);
  }

  /**
   * {@return whether calls may begin in the epoch at that instant} Their replies {@linkplain
   * #covers leave} only if it still holds behind them.
   */
  public boolean allows(long inEpoch, long nowNs) {
    return epoch == inEpoch && isWaitOver && nowNs < servesUntilNs;
  }

  /** {@return whether what was over at that instant, by both clocks, was done under the lease} */
  public boolean covers(long nowNs, long wallMs) {
    return nowNs < servesUntilNs && wallMs < servesUntilWallMs;
  }
}
