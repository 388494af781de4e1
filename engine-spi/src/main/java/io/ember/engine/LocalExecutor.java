package io.ember.engine;

import io.ember.engine.command.CommandHandler;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of the chain where no extension takes calls for itself: executes them on the caller's
 * thread, on one set of stores that one lock protects.
 *
 * <p>What a handler leaves to do is done in slices, each under the lock, so that other callers get
 * their turn in between, as on a lane. Stores are created with the first call: where an extension
 * executes all calls there are none. Any thread.
 */
final class LocalExecutor implements Interceptor.Next {
  /** What calls are told that come too late. */
  static final String CLOSED = "the engine is closed";

  private static final int ONE_LANE = 1;
  private static final long PAUSE_NS = 100_000;
  private static final int SWEEP_LIMIT = 200;

  private final SlotStoreFactory factory;
  private final SlotStoreConfig config;
  private final MemoryBudget memory;
  private final LongSupplier clockMs;
  private final long seed;
  private final ReentrantLock lock = new ReentrantLock();
  private final CommandExecutor executor = new CommandExecutor();
  private @Nullable Keyspace keyspace;
  private boolean closed;
  private Runnable whenOpened = () -> {};

  /**
   * @param clockMs the wall clock, ms since the epoch
   * @param seed of the random choices of eviction and sampling
   */
  LocalExecutor(
      SlotStoreFactory factory,
      SlotStoreConfig config,
      MemoryBudget memory,
      LongSupplier clockMs,
      long seed) {
    this.factory = factory;
    this.config = config;
    this.memory = memory;
    this.clockMs = clockMs;
    this.seed = seed;
  }

  /** Says what to do when there is data, which is not before the first call that needs it. */
  void whenOpened(Runnable task) {
    whenOpened = task;
  }

  @Override
  public void proceed(EngineCall call) {
    CommandHandler handler = call.command().handler();
    if (handler instanceof CommandHandler.OnCaller onCaller) {
      executeOnCaller(call, onCaller);
      return;
    }
    if (handler instanceof CommandHandler.OnEveryLane onEveryLane) {
      executeOnEveryLane(call, onEveryLane);
    } else {
      executeOnOwner(call, handler);
    }
    LaneStep left = call.takeContinuation();
    while (left != null) {
      boolean isLast = runSlice(call, left);
      LaneStep following = call.takeContinuation();
      left = following != null ? following : isLast ? null : left;
    }
    call.completed();
  }

  /**
   * Takes the lock, which the caller gives back. {@return the data}
   *
   * @throws StoreException if the engine is closed; the lock is not taken then
   */
  private Keyspace enter() {
    lock.lock();
    try {
      if (closed) {
        throw new StoreException(CLOSED);
      }
      Keyspace known = keyspace;
      if (known == null) {
        known = new Keyspace(factory.create(config), factory.hasher(), memory, slot -> true, seed);
        keyspace = known;
        whenOpened.run();
      }
      known.setNowMs(clockMs.getAsLong());
      return known;
    } catch (Throwable failure) {
      lock.unlock();
      throw failure;
    }
  }

  private void executeOnOwner(EngineCall call, CommandHandler handler) {
    try {
      Keyspace data = enter();
      try {
        if (handler instanceof CommandHandler.OnLane onLane) {
          onLane.execute(call, data, onLane.lane(call, ONE_LANE), ONE_LANE);
        } else {
          executor.execute(call, data);
        }
      } finally {
        lock.unlock();
      }
    } catch (Throwable failure) {
      fail(call, failure);
    }
  }

  /**
   * Waits a moment if somebody else wants the data: a thread that gives the lock back and takes it
   * again at once is faster than those that have to wake up for it.
   */
  private void letOthersIn() {
    if (lock.hasQueuedThreads()) {
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  /** {@return whether it was the last slice of the step, also because it failed} */
  private boolean runSlice(EngineCall call, LaneStep step) {
    letOthersIn();
    try {
      Keyspace data = enter();
      try {
        return executor.run(call, step, data);
      } finally {
        lock.unlock();
      }
    } catch (Throwable failure) {
      fail(call, failure);
      return true;
    }
  }

  private void executeOnCaller(EngineCall call, CommandHandler.OnCaller handler) {
    try {
      handler.execute(call);
    } catch (Throwable failure) {
      call.takeDeferred();
      fail(call, failure);
    }
    if (!call.takeDeferred()) {
      call.completed();
    }
  }

  private void executeOnEveryLane(EngineCall call, CommandHandler.OnEveryLane handler) {
    try {
      List<? extends CommandHandler.OnEveryLane.Part> parts = handler.split(call, ONE_LANE);
      for (CommandHandler.OnEveryLane.Part part : parts) {
        runToTheEnd(part);
      }
      if (!parts.isEmpty()) {
        handler.merge(call, parts);
      }
    } catch (Throwable failure) {
      fail(call, failure);
    }
  }

  private void runToTheEnd(LaneStep part) {
    boolean isLast = false;
    while (!isLast) {
      letOthersIn();
      Keyspace data = enter();
      try {
        isLast = part.run(data);
      } finally {
        lock.unlock();
      }
    }
  }

  private void fail(EngineCall call, Throwable failure) {
    lock.lock();
    try {
      executor.fail(call, failure);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does a bounded slice of what nobody waits for: removes some entries that have expired, and goes
   * on with what the stores have put off.
   *
   * @return whether more is left
   */
  boolean housekeep() {
    lock.lock();
    try {
      Keyspace known = keyspace;
      if (known == null) {
        return false;
      }
      known.setNowMs(clockMs.getAsLong());
      boolean manyExpired = known.sweepExpired(SWEEP_LIMIT) > SWEEP_LIMIT / 4;
      return known.work() || manyExpired;
    } finally {
      lock.unlock();
    }
  }

  /** Frees the data. Calls that come later are answered with an error. */
  void close() {
    lock.lock();
    try {
      Keyspace known = keyspace;
      keyspace = null;
      closed = true;
      if (known != null) {
        known.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
