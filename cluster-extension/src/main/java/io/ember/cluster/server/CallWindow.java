package io.ember.cluster.server;

/**
 * How many calls of a connection may be under way: fewer, the larger its replies have been of late,
 * so that a client that asks for much and reads nothing finds bounded memory filled; and fewer, the
 * more connections have calls under way, so that a call does not wait behind thousands of those of
 * clients that send without end. A new connection begins with a small window. Owner thread: the
 * loop.
 */
final class CallWindow {
  private static final int MAX_CALLS = 1024;

  /** Calls that all connections of a loop should have under way together, about. */
  private static final int CALLS_OF_ALL = 2 * MAX_CALLS;

  /** What one connection may have under way however many others there are. */
  private static final int MIN_SHARE = 32;

  /** Bytes of replies that one connection may have under way, about. */
  private static final long BYTES = 1024 * 1024;

  private static final int SMOOTHING_SHIFT = 3;

  private long averageBytes = BYTES / 64;

  /** Notes how large a reply was. */
  void replied(long bytes) {
    // Growth counts at once, shrinking slowly.
    averageBytes =
        bytes > averageBytes ? bytes : averageBytes - ((averageBytes - bytes) >> SMOOTHING_SHIFT);
  }

  /** {@return how many calls may be under way, at least one} */
  int calls(int activeConnections) {
    int share = Math.max(MIN_SHARE, CALLS_OF_ALL / Math.max(1, activeConnections));
    return (int) Math.max(1, Math.min(Math.min(MAX_CALLS, share), BYTES / (averageBytes + 1)));
  }
}
