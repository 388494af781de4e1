package io.ember.examples.demo;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A thread per partition; the first failure of one is the failure of all. */
final class Crew implements AutoCloseable {
  /** What a thread does with its partition. */
  interface Work {
    void on(Partition partition) throws InterruptedException;
  }

  private final List<Partition> partitions;
  private final ExecutorService threads;

  Crew(List<Partition> partitions) {
    this.partitions = partitions;
    threads = Executors.newFixedThreadPool(partitions.size());
  }

  /** Does the work on every partition at once and waits for all of it. */
  void run(Work work) throws InterruptedException {
    List<Future<?>> running = new ArrayList<>();
    for (Partition partition : partitions) {
      running.add(
          threads.submit(
              () -> {
                work.on(partition);
                return null;
              }));
    }
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new CommandException(ExitCode.FAILED, "a client failed", e);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
