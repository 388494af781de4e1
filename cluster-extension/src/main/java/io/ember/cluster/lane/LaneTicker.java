package io.ember.cluster.lane;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reminds the lanes of their housekeeping ten times a second: a lane that has nothing to do sleeps
 * in its ring and would not know that time passes. While all of them are at rest once a second is
 * enough, and to wake up is most of what an idle node costs. Work that rests is reminded by it,
 * too.
 */
final class LaneTicker {
  private static final long PERIOD_MS = 100;
  private static final long REST_PERIOD_MS = 1_000;
  private static final long REPLICATION_PERIOD_MS = 40;

  private final Housekeeping[] work;
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(
          1,
          body -> {
            Thread thread = new Thread(body, "ember-lane-ticker");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy()); // stopped: no further tick

  LaneTicker(LaneRing[] rings) {
    work = new Housekeeping[rings.length];
    for (int i = 0; i < rings.length; i++) {
      work[i] = new Housekeeping(rings[i]);
    }
  }

  void start() {
    timer.schedule(this::tick, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  void stop() {
    timer.shutdownNow();
  }

  /** Has a lane do something later, unless its ring is full then. Any thread. */
  void remind(LaneRing ring, LaneTask task, long afterNs) {
    timer.schedule(() -> ring.tryPublish(task), afterNs, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    boolean rest = true;
    boolean isReplicating = false;
    for (Housekeeping each : work) {
      rest &= each.isAtRest();
      isReplicating |= each.isReplicating();
      each.request();
    }
    long periodMs = isReplicating ? REPLICATION_PERIOD_MS : rest ? REST_PERIOD_MS : PERIOD_MS;
    timer.schedule(this::tick, periodMs, TimeUnit.MILLISECONDS);
  }
}
