package io.ember.cluster.lane;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Reminds the lanes of their housekeeping ten times a second: a lane that has nothing to do sleeps
 * in its ring and would not know that time passes.
 */
final class LaneTicker {
  private static final long PERIOD_MS = 100;

  private final Housekeeping[] work;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "ember-lane-ticker");
            thread.setDaemon(true);
            return thread;
          });

  LaneTicker(LaneRing[] rings) {
    work = new Housekeeping[rings.length];
    for (int i = 0; i < rings.length; i++) {
      work[i] = new Housekeeping(rings[i]);
    }
  }

  void start() {
    timer.scheduleAtFixedRate(this::tick, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  void stop() {
    timer.shutdownNow();
  }

  private void tick() {
    for (Housekeeping each : work) {
      each.request();
    }
  }
}
