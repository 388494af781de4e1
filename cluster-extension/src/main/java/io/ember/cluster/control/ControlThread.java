package io.ember.cluster.control;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

  private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "ember-control");
  private final long tickNs;
  private final Runnable tick;
  private volatile boolean stopping;

  ControlThread(long tickMs, Runnable tick) {
    tickNs = TimeUnit.MILLISECONDS.toNanos(tickMs);
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
    long nextTickNs = System.nanoTime();
    while (!stopping) {
      long leftNs = nextTickNs - System.nanoTime();
      if (leftNs <= 0) {
        guarded(tick);
        nextTickNs = System.nanoTime() + tickNs;
        continue;
      }
      Runnable task = poll(leftNs);
      if (task != null) {
        guarded(task);
      }
    }
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
