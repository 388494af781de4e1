package io.ember.cluster.core.replication;

/**
 * For how long the lanes may act on a {@link ShardView}: changes with every beacon that is
 * answered, so it is published apart from the view and read with one volatile read. Immutable.
 *
 * <p>A lane checks it with a clock that it reads <em>after</em> a call was executed.
 *
 * @param epoch of the shard for which it holds; void for a view of another
 * @param servesUntilNs at a primary: when the first lease of a counted node ends; {@link
 *     Long#MAX_VALUE} if it counts only itself. At a replica: until when it may answer readers,
 *     since it heard of its primary
 * @param waited at a primary: whether the wait after its promotion is over, before which it
 *     releases no reply, of a read or a write
 */
public record Permit(long epoch, long servesUntilNs, boolean waited) {
  /** Permits nothing. */
  public static final Permit NONE = new Permit(-1, Long.MIN_VALUE, false);

  /** {@return whether a reply may leave of a call that was over before {@code nowNs} was read} */
  public boolean holds(long viewEpoch, long nowNs) {
    return epoch == viewEpoch && waited && nowNs < servesUntilNs;
  }
}
