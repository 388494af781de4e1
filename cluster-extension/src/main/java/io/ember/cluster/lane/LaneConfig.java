package io.ember.cluster.lane;

import io.ember.cluster.config.LanesConfig;
import io.ember.cluster.model.Logs;

/**
 * How many lanes there are and how they wait.
 *
 * @param laneCount threads that own data; more than there are processors take turns
 * @param ringSize cells of a lane's ring, a power of two: calls that may wait for a lane. Too small
 *     a ring stops reading sockets in a burst, too large a one costs memory and cache
 * @param whenIdle what a lane does while it has no call
 * @param pin whether each lane is bound to a processor of its own
 */
public record LaneConfig(
    int laneCount, int ringSize, LanesConfig.WaitStrategy whenIdle, boolean pin) {
  /** Cells of a ring unless something else is said. */
  public static final int DEFAULT_RING_SIZE = 16 * 1024;

  private static final int MAX_RING_SIZE = 1 << 20;

  public LaneConfig {
    if (laneCount < 1 || laneCount > Logs.COUNT) {
      throw new IllegalArgumentException(
          "laneCount must be in [1, " + Logs.COUNT + "]: " + laneCount);
    }
    if (ringSize < 2 || ringSize > MAX_RING_SIZE || Integer.bitCount(ringSize) != 1) {
      throw new IllegalArgumentException(
          "ringSize must be a power of two in [2, " + MAX_RING_SIZE + "]: " + ringSize);
    }
  }

  /**
   * {@return what the configuration says} Without a cluster there is one lane, so that calls and
   * transactions on any keys are one step.
   */
  public static LaneConfig of(LanesConfig config, boolean clusterEnabled) {
    return new LaneConfig(
        clusterEnabled ? config.count() : 1, DEFAULT_RING_SIZE, config.whenIdle(), config.pin());
  }
}
