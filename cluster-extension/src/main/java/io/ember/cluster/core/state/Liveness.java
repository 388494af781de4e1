package io.ember.cluster.core.state;

import io.ember.cluster.model.NodeFlags;
import io.ember.cluster.model.NodeId;

/**
 * What the configuration does not know of a node and gossip does.
 *
 * @param flags without {@code myself}
 * @param pingSentMs when the ping was sent that is still unanswered, ms since the epoch, or 0
 * @param pongReceivedMs when it last answered, ms since the epoch, or 0
 * @param linkUp whether there is a link to it
 */
public record Liveness(NodeFlags flags, long pingSentMs, long pongReceivedMs, boolean linkUp) {
  /** Of a node of which nothing bad is known. */
  public static final Liveness UP = new Liveness(NodeFlags.NONE, 0, 0, true);

  /** Where it is asked for. */
  @FunctionalInterface
  public interface Source {
    Liveness of(NodeId id);
  }
}
