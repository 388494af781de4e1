package io.ember.offheap;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives large allocations back to the system on a thread of its own: the kernel takes some
 * milliseconds to forget the pages of 64 MiB, for which calls would wait. That thread ends when
 * there is nothing to do. No more than {@value #MOST_WAITING_BYTES} bytes wait for it, since they
 * are in no account any more: whoever frees beyond that does it himself. Any thread.
 */
final class LargeFrees {
  /** Less takes a lane less than half a millisecond. */
  static final int LEAST_BYTES = 4 << 20;

  private static final long MOST_WAITING_BYTES = 256L << 20;

  private static final AtomicLong WAITING_BYTES = new AtomicLong();

  private static final ThreadPoolExecutor LATER =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(task, "ember-store-frees");
            thread.setDaemon(true);
            return thread;
          });

  static {
    LATER.allowCoreThreadTimeOut(true);
  }

  private LargeFrees() {}

  /** Frees an allocation, at once if it is not large or too much waits already. Never throws. */
  static void free(long address, int bytes) {
    if (bytes < LEAST_BYTES) {
      RawMemory.free(address);
      return;
    }
    AtomicBoolean isDone = new AtomicBoolean();
    Runnable once =
        () -> {
          if (isDone.compareAndSet(false, true)) {
            WAITING_BYTES.addAndGet(-bytes);
            RawMemory.free(address);
          }
        };
    if (WAITING_BYTES.addAndGet(bytes) > MOST_WAITING_BYTES) {
      once.run();
      return;
    }
    try {
      LATER.execute(once);
    } catch (RuntimeException | Error noThread) {
      once.run(); // perhaps it stands in the queue all the same
    }
  }

  /** Waits until what was freed before is free, for tests that measure memory. */
  static void await() {
    CompletableFuture.runAsync(() -> {}, LATER).join();
  }
}
