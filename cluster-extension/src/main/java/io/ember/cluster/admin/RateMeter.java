package io.ember.cluster.admin;

/**
 * How fast a counter grows, averaged over the last second or, if nobody asked within it, over the
 * time since somebody did. It has no thread: whoever asks brings the samples. Any thread.
 */
final class RateMeter {
  private static final long WINDOW_NANOS = 1_000_000_000L;

  private long oldCount;
  private long oldNanos;
  private long newCount;
  private long newNanos;
  private boolean started;

  /**
   * {@return the growth per second}
   *
   * @param count what the counter says
   * @param nowNanos when, by {@link System#nanoTime}
   */
  synchronized long perSecond(long count, long nowNanos) {
    if (!started || count < newCount) {
      // The first question, or the counter was reset.
      started = true;
      oldCount = count;
      oldNanos = nowNanos;
      newCount = count;
      newNanos = nowNanos;
      return 0;
    }
    if (nowNanos - newNanos >= WINDOW_NANOS) {
      oldCount = newCount;
      oldNanos = newNanos;
      newCount = count;
      newNanos = nowNanos;
    }
    long elapsed = nowNanos - oldNanos;
    return elapsed <= 0 ? 0 : Math.round((count - oldCount) * 1e9 / elapsed);
  }
}
