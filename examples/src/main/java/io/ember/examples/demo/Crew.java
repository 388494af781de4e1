package io.ember.examples.demo;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A thread per partition; the first failure of one is the failure of all. Owner thread: the
 * demonstration's.
 */
final class Crew implements AutoCloseable {
  /** What a thread does with its partition. */
  interface Work {
    void on(Partition partition) throws InterruptedException;
  }

  private final List<Partition> partitions;
  private final ExecutorService threads;
  private final List<Future<?>> running = new ArrayList<>();

  Crew(List<Partition> partitions) {
    this.partitions = partitions;
    threads = Executors.newFixedThreadPool(partitions.size());
  }

  /** Does the work on every partition at once and waits for all of it. */
  void run(Work work) throws InterruptedException {
    start(work);
    await();
  }

  /** Begins the work on every partition at once. */
  void start(Work work) {
    for (Partition partition : partitions) {
      running.add(
          threads.submit(
              () -> {
                work.on(partition);
                return null;
              }));
    }
  }

  /** Waits for all that was begun. */
  void await() throws InterruptedException {
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new CommandException(ExitCode.FAILED, "a client failed", e);
      }
    }
    running.clear();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
