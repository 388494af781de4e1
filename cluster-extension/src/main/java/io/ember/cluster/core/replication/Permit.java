package io.ember.cluster.core.replication;

/**
 * Until when a primary may release replies. Immutable; published by the control half, read by lanes
 * with one volatile read.
 *
 * @param epoch in which it holds
 * @param servesUntilNs the instant, of the node's monotonic clock, at which the first lease ends;
 *     {@link #FOREVER} for a primary that counts only itself, since nobody can be promoted
 * @param isWaitOver whether no lease can last any more that this node granted to another primary
 */
public record Permit(long epoch, long servesUntilNs, boolean isWaitOver) {
  /** Never ends. */
  public static final long FOREVER = Long.MAX_VALUE;

  /** Ended before all time. */
  public static final long NEVER = Long.MIN_VALUE;

  /** Allows nothing. */
  public static final Permit NONE = new Permit(-1, NEVER, false);

  /** {@return whether calls may begin in the epoch at that instant} */
  public boolean allows(long inEpoch, long nowNs) {
    return epoch == inEpoch && isWaitOver && nowNs < servesUntilNs;
  }
}
