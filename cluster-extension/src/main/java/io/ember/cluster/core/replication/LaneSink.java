package io.ember.cluster.core.replication;

/** Takes what a {@link LaneCore} wants done, in order. Owner thread: the lane. */
public interface LaneSink extends LogSink {
  /** Tells the control half. */
  void report(LaneReport report);
}
