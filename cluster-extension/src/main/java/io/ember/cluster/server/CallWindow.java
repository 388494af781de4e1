package io.ember.cluster.server;

/**
 * How many calls of a connection may be under way: fewer, the larger its replies have been of late,
 * so that a client that asks for much and reads nothing finds bounded memory filled. A new
 * connection begins with a small window. Owner thread: the loop.
 */
final class CallWindow {
  private static final int MAX_CALLS = 1024;

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
  int calls() {
    return (int) Math.max(1, Math.min(MAX_CALLS, BYTES / (averageBytes + 1)));
  }
}
