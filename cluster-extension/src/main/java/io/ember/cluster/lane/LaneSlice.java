package io.ember.cluster.lane;

/** Long work of a lane, done a slice at a time between calls. Executed by the lane. */
@FunctionalInterface
interface LaneSlice {
  /** Does a slice, well under a millisecond. {@return whether it was the last} */
  boolean run(LaneHandler lane);
}
