package io.ember.cluster.raft;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The threads of the log. Their priority is below that of lanes and connections, where a JVM heeds
 * it ({@code ThreadPriorityPolicy=1}): an entry wakes some ten threads of each voter, and on a
 * machine with few processors the calls of clients would wait behind them. Stateless.
 */
final class RaftThreads {
  private static final int PRIORITY = Thread.NORM_PRIORITY - 3;

  private RaftThreads() {}

  /** {@return makes threads that are numbered behind a name} */
  static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> newThread(task, name + "-" + count.incrementAndGet());
  }

  @SuppressWarnings("ThreadPriorityCheck") // nothing but time depends on it
  private static Thread newThread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setPriority(PRIORITY);
    return thread;
  }

  /**
   * Has one of them make something: the threads that the library starts for it have the priority of
   * who starts them.
   *
   * @return what was made
   * @throws RuntimeException what the making has thrown
   */
  static <T> T make(String name, Supplier<T> maker) {
    try {
      return CompletableFuture.supplyAsync(maker, task -> newThread(task, name).start()).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }
}
