package io.ember.examples.demo;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.RedisClusterClient;

/** One call at a time on every connection, each answer checked against the model. */
final class MixedPhase {
  private final RedisClusterClient client;
  private final Mistakes mistakes;
  private final Latencies latencies = new Latencies();

  MixedPhase(RedisClusterClient client, Mistakes mistakes) {
    this.client = client;
    this.mistakes = mistakes;
  }

  /** {@return calls a second} */
  double run(Crew crew, int seconds, PrintStream out) throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try (Progress progress = new Progress(out, "working", "calls", 0)) {
      crew.run(partition -> work(partition, deadlineNs, progress));
      return progress.rate();
    }
  }

  /** {@return how long the calls took} */
  Latencies latencies() {
    return latencies;
  }

  private void work(Partition partition, long deadlineNs, Progress progress) {
    MixedWorker worker = new MixedWorker(client, partition, mistakes);
    while (System.nanoTime() - deadlineNs < 0) {
      worker.callOnce();
      progress.add(1);
    }
    latencies.add(worker.latencies());
  }
}
