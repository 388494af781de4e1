package io.ember.cluster.forward;

import io.ember.cluster.lane.LaneGroup;
import io.ember.cluster.lane.LanePublisher;
import io.ember.cluster.lane.ReplyLoop;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of calls that other nodes pass on: what a client loop is for connections. Its own thread
 * waits for the rings of the lanes where the bus must not.
 */
public final class ForwardLoop implements ReplyLoop, AutoCloseable {
  private static final long IDLE_MS = 1_000;
  private static final long BUSY_MS = 1;
  private static final long FULL_RING_NS = 50_000;
  private static final long STOP_MS = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(ForwardLoop.class);

  private final int index;
  private final LanePublisher publisher;
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "ember-forward");
  private BooleanSupplier ticking = () -> false;
  private volatile boolean closed;

  /**
   * @param index differs from those of the client loops
   */
  public ForwardLoop(int index, LaneGroup lanes) {
    this.index = index;
    publisher = lanes.newPublisher();
    thread.setDaemon(true);
  }

  /**
   * Names what is done again and again; before the start.
   *
   * @param tick answers whether it waits for something, and is wanted again within a millisecond
   */
  void repeats(BooleanSupplier tick) {
    ticking = tick;
  }

  /** Begins to run what it is given. */
  public void start() {
    thread.start();
  }

  private void run() {
    boolean busy = false;
    while (!closed || !tasks.isEmpty() || publisher.waiting() > 0) {
      try {
        Runnable task = tasks.poll(busy ? BUSY_MS : IDLE_MS, TimeUnit.MILLISECONDS);
        while (task != null) {
          runSafely(task);
          task = tasks.poll();
        }
      } catch (InterruptedException e) {
        closed = true;
      }
      busy = tickSafely();
      if (!publisher.publish()) {
        busy = true;
        LockSupport.parkNanos(FULL_RING_NS);
      }
    }
  }

  private boolean tickSafely() {
    try {
      return ticking.getAsBoolean();
    } catch (RuntimeException | Error e) {
      LOG.error("a forwarded call failed", e);
      return false;
    }
  }

  private static void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a forwarded call failed", e);
    }
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public LanePublisher publisher() {
    return publisher;
  }

  @Override
  public void flushDelivered() {}

  /** Runs what was given to it before, then ends. */
  @Override
  public void close() {
    closed = true;
    execute(() -> {});
    try {
      thread.join(STOP_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
