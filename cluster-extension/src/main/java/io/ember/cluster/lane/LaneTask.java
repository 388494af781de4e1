package io.ember.cluster.lane;

/** Something that a lane does in its turn and that is no call. Executed by the lane, once. */
@FunctionalInterface
interface LaneTask {
  void run(LaneHandler lane);
}
