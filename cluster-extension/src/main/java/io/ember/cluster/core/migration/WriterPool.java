package io.ember.cluster.core.migration;

import io.ember.cluster.core.effect.EffectWriter;
import java.util.ArrayDeque;

/**
 * Writers that streams have grown and need no more: the next ones do not grow theirs anew, which
 * would be most of the garbage of a move. Owner thread: the lane.
 */
final class WriterPool {
  /** Two for each log of a group is as many as are in use at once, mostly. */
  private static final int MOST = 16;

  private final ArrayDeque<EffectWriter> free = new ArrayDeque<>();

  /** {@return an empty writer} */
  EffectWriter take() {
    EffectWriter kept = free.poll();
    return kept == null ? new EffectWriter() : kept;
  }

  /** Takes one back that nobody uses any more. */
  void giveBack(EffectWriter writer) {
    if (free.size() < MOST) {
      writer.clear();
      free.add(writer);
    }
  }

  /** Nothing moves: the memory is for others. */
  void clear() {
    free.clear();
  }
}
