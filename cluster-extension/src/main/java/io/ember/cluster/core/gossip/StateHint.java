package io.ember.cluster.core.gossip;

/**
 * How far the sender's committed cluster state is. A hint to pull, never a state.
 *
 * @param hash of the state at that index
 */
public record StateHint(long term, long index, long hash) {
  public static final StateHint NONE = new StateHint(0, 0, 0);

  /** {@return whether somebody with this hint knows more than somebody with the other} */
  public boolean isAheadOf(StateHint other) {
    return index > other.index;
  }
}
