package io.ember.engine;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls {@link LocalExecutor#housekeep} now and then, on a daemon thread of its own. */
final class Housekeeper {
  private static final System.Logger LOG = System.getLogger(Housekeeper.class.getName());
  private static final long PERIOD_MS = 100;

  /** So that one turn takes a quarter of the time at most, as Redis's expiry does. */
  private static final int MAX_SLICES = 25;

  private final LocalExecutor executor;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ember-housekeeper");
            thread.setDaemon(true);
            return thread;
          });

  Housekeeper(LocalExecutor executor) {
    this.executor = executor;
  }

  /** Begins, unless it was closed meanwhile. */
  void start() {
    if (timer.isShutdown()) {
      return;
    }
    timer.scheduleWithFixedDelay(this::turn, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  private void turn() {
    try {
      for (int slices = 0; slices < MAX_SLICES && executor.housekeep(); slices++) {}
    } catch (Throwable e) {
      // The timer would never run again: one failed turn must not end expiry for good.
      LOG.log(System.Logger.Level.ERROR, "housekeeping failed", e);
    }
  }

  /** Stops; a turn that runs ends by itself. */
  void close() {
    timer.shutdown();
  }
}
