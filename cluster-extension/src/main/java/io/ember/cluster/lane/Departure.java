package io.ember.cluster.lane;

import io.ember.cluster.core.replication.HoldPoint;

/** Something that leaves a lane when what it depends on is certain. Owner thread: the lane. */
interface Departure {
  /** {@return what it waits for} */
  HoldPoint point();

  /** It leaves. */
  void leave();

  /**
   * Nobody will ever know whether what it says holds: it must not be said, and no answer may claim
   * otherwise.
   */
  void voided();
}
