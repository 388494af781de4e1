package io.ember.offheap;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Gives large allocations back to the system on a thread of its own: the kernel takes some
 * milliseconds to forget the pages of 64 MiB, for which calls would wait. Stateless but for that
 * thread, which ends when there is nothing to do. Any thread.
 */
final class LargeFrees {
  /** Less takes a lane less than half a millisecond. */
  static final int LEAST_BYTES = 4 << 20;

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

  /** Frees an allocation, at once if it is not large. */
  static void free(long address, int bytes) {
    if (bytes < LEAST_BYTES) {
      RawMemory.free(address);
    } else {
      LATER.execute(() -> RawMemory.free(address));
    }
  }
}
