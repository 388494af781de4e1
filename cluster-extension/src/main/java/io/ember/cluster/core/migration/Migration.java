package io.ember.cluster.core.migration;

import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;

/**
 * A migration that is not decided yet, as the control half of one of its two primaries tells the
 * lanes. Immutable.
 *
 * @param attempt what was staged in another one is void
 * @param slots that move together
 * @param side of this node
 * @param peer the primary of the other side
 * @param sourceEpoch of the source's shard, in which alone this attempt is of account
 * @param targetEpoch of the target's shard, likewise
 * @param isFrozen whether the source executes nothing on the slots any more
 * @param isPaused whether the source sends nothing new
 */
public record Migration(
    MigrationId id,
    long attempt,
    SlotSet slots,
    Side side,
    NodeId peer,
    long sourceEpoch,
    long targetEpoch,
    boolean isFrozen,
    boolean isPaused) {
  /** Which part a node plays. */
  public enum Side {
    SOURCE,
    TARGET
  }

  /** {@return whether it is the same attempt of the same migration} */
  boolean isSameAttempt(Migration other) {
    return id.equals(other.id) && attempt == other.attempt && side == other.side;
  }

  /** {@return whether a message is of this attempt, and of the epochs in which it counts} */
  boolean isMeant(MigrationMessage message) {
    return id.equals(message.id())
        && attempt == message.attempt()
        && sourceEpoch == message.sourceEpoch()
        && targetEpoch == message.targetEpoch();
  }
}
