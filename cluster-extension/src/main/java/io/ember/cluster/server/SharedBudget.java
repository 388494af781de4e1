package io.ember.cluster.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that all connections of a node share for one purpose, of which one connection gets a part
 * at most. Any thread.
 */
final class SharedBudget {
  private final long perConnection;
  private final AtomicLong left;

  SharedBudget(long total, long perConnection) {
    this.perConnection = perConnection;
    left = new AtomicLong(total);
  }

  /**
   * Takes some of it.
   *
   * @param held how much the connection has of it
   * @return false if that would be too much, for the connection or for the node
   */
  boolean take(long bytes, long held) {
    if (held + bytes > perConnection) {
      return false;
    }
    if (left.addAndGet(-bytes) < 0) {
      left.addAndGet(bytes);
      return false;
    }
    return true;
  }

  /** Gives back what was taken. */
  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }

  /** {@return how many bytes one connection may have} */
  long perConnection() {
    return perConnection;
  }

  /** {@return how many bytes nobody has} */
  long left() {
    return left.get();
  }
}
