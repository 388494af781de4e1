package io.ember.cluster.control;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control thread and its inbox. Any thread posts; what is posted is run in that order, by the
 * one thread, with a tick in between at least as often as wanted.
 *
 * <p>The inbox has no bound of its own: what comes into it is bounded by the bus (frames under
 * way), by the log (proposals) and by the clients (a question each).
 */
final class ControlThread {
  private static final Logger LOG = LoggerFactory.getLogger(ControlThread.class);
  private static final long STOP_MS = 10_000;

  /** When the next tick is due after one that failed. */
  private static final long FAILED_TICK_MS = 100;

  private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "ember-control");
  private final LongSupplier tick;
  private long nextTickNs;
  private volatile boolean stopping;

  /**
   * @param tick answers after how many ms the next one is due
   */
  ControlThread(LongSupplier tick) {
    this.tick = tick;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Has the control thread run something; nothing happens after {@link #stop}. */
  void post(Runnable task) {
    inbox.add(task);
  }

  private void run() {
    nextTickNs = System.nanoTime();
    while (!stopping) {
      long leftNs = nextTickNs - System.nanoTime();
      if (leftNs <= 0) {
        nextTickNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAILED_TICK_MS);
        guarded(this::tick);
        continue;
      }
      Runnable task = poll(leftNs);
      if (task != null) {
        guarded(task);
      }
    }
  }

  private void tick() {
    long nextMs = tick.getAsLong();
    nextTickNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(nextMs);
  }

  private @Nullable Runnable poll(long waitNs) {
    try {
      return inbox.poll(waitNs, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Only stop() interrupts.
      return null;
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("the control thread goes on after a failure", e);
    }
  }

  /** Ends the thread and waits for it. */
  void stop() {
    stopping = true;
    thread.interrupt();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(STOP_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
