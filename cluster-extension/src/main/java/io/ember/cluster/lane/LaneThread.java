package io.ember.cluster.lane;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.ExceptionHandler;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of one lane: its start, its end, and what happens when something goes wrong. */
final class LaneThread {
  /** How long a lane may take to finish what it was given before its end. */
  private static final long STOP_TIMEOUT_MS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(LaneThread.class);

  private static final class Runner extends Thread {
    Runner(Runnable body, String name) {
      super(body, name);
    }
  }

  private final int index;
  private final LaneConfig config;
  private final LaneRing ring;
  private final LaneHandler handler;
  private final BatchEventProcessor<LaneEvent> processor;
  private final Thread thread;
  private final CountDownLatch started = new CountDownLatch(1);
  private volatile @Nullable Throwable startFailure;

  LaneThread(LaneHandler handler, LaneConfig config) {
    this.handler = handler;
    this.config = config;
    index = handler.index();
    ring = handler.ring();
    processor = new BatchEventProcessorBuilder().build(ring.ring(), ring.newBarrier(), handler);
    processor.setExceptionHandler(new LoggingExceptionHandler());
    ring.ring().addGatingSequences(processor.getSequence());
    thread = new Runner(this::run, "ember-lane-" + index);
    thread.setDaemon(true);
  }

  /** {@return whether the current thread is a lane} */
  static boolean isCurrent() {
    return Thread.currentThread() instanceof Runner;
  }

  LaneCounters counters() {
    return handler.counters();
  }

  SlotCounters slotCounters() {
    return handler.slotCounters();
  }

  void start() {
    thread.start();
  }

  /** Waits until the lane has its data, or throws what kept it from that. */
  void awaitStarted() {
    try {
      started.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while lane " + index + " started", e);
    }
    Throwable failure = startFailure;
    if (failure instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (failure != null) {
      throw new IllegalStateException("lane " + index + " could not start", failure);
    }
  }

  private void run() {
    if (!opens()) {
      return;
    }
    try {
      processor.run();
    } finally {
      handler.close();
    }
  }

  /** Makes ready, on the lane's own thread. {@return whether that went well} */
  private boolean opens() {
    try {
      LanePin.apply(config, index);
      handler.open();
      return true;
    } catch (RuntimeException | Error failure) {
      startFailure = failure; // thrown by whoever starts the lanes
      return false;
    } finally {
      started.countDown();
    }
  }

  /** Has the lane execute what was published so far, then ends it. Idempotent. */
  void stop() {
    if (!thread.isAlive()) {
      return;
    }
    LaneTask last = lane -> lane.stopWhenDone(processor::halt);
    ring.publish(last);
    try {
      thread.join(STOP_TIMEOUT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.error("lane {} did not end within {} ms", index, STOP_TIMEOUT_MS);
    }
  }

  /** The handler catches what calls do; what comes here is a defect, and the lane goes on. */
  private final class LoggingExceptionHandler implements ExceptionHandler<LaneEvent> {
    @Override
    public void handleEventException(Throwable failure, long sequence, LaneEvent event) {
      LOG.error("lane {}: event {} failed", index, sequence, failure);
    }

    @Override
    public void handleOnStartException(Throwable failure) {
      LOG.error("lane {} failed to start", index, failure);
    }

    @Override
    public void handleOnShutdownException(Throwable failure) {
      LOG.error("lane {} failed to end", index, failure);
    }
  }
}
