package io.ember.cluster.lane;

/** A client loop as lanes and calls see it. */
public interface ReplyLoop {
  /** {@return the number of the loop, counted from 0} */
  int index();

  /** {@return whether the current thread is the loop} */
  boolean isCurrent();

  /** Has the loop run this, after everything that was given to it before. Any thread. */
  void execute(Runnable task);

  /** {@return the loop's way into the lanes; on the loop's thread} */
  LanePublisher publisher();

  /** Sends what has been delivered to the loop's connections. On the loop's thread. */
  void flushDelivered();
}
