package io.ember.examples.demo;

import io.ember.examples.process.LocalCluster;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;

/** The demonstration on a cluster that serves: load, work, verify. */
final class DemoRun {
  private static final int KEYS_PER_COUNTER = 1_000;

  private final DemoOptions options;
  private final LocalCluster cluster;
  private final Mistakes mistakes;
  private final Report report;

  DemoRun(DemoOptions options, LocalCluster cluster, Mistakes mistakes, Report report) {
    this.options = options;
    this.cluster = cluster;
    this.mistakes = mistakes;
    this.report = report;
  }

  void run(PrintStream out) throws InterruptedException {
    List<Partition> partitions = partitions();
    try (RedisClusterClient client = connect();
        Crew crew = new Crew(partitions)) {
      report.loaded(new LoadPhase(client, mistakes).run(crew, options.keys(), out));
      MixedPhase mixed = new MixedPhase(client, mistakes);
      double rate = mixed.run(crew, options.seconds(), out);
      long quietNs = System.nanoTime();
      report.worked(rate, mixed.latencies(), options.connections());
      report.nodes(NodeKeys.of(cluster));
      awaitLeases(quietNs);
      long expected = partitions.stream().mapToLong(Partition::existingCount).sum();
      if (options.injectFault()) {
        VerifyPhase.injectFault(partitions.get(0));
      }
      VerifyPhase verify = new VerifyPhase(client, mistakes);
      verify.run(crew, options.keys(), out);
      verify.verifyCount(NodeKeys.of(cluster), expected);
    }
  }

  private List<Partition> partitions() {
    List<Partition> partitions = new ArrayList<>();
    int count = options.connections();
    for (int i = 0; i < count; i++) {
      int keys = options.keys() / count + (i < options.keys() % count ? 1 : 0);
      int counters = Math.max(1, keys / KEYS_PER_COUNTER);
      partitions.add(new Partition(i, keys, counters, options.valueBytes()));
    }
    return partitions;
  }

  private RedisClusterClient connect() {
    GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
    pool.setMaxTotal(options.connections() + 1);
    pool.setMaxIdle(options.connections() + 1);
    return RedisClusterClient.builder()
        .nodes(Set.of(new HostAndPort("127.0.0.1", cluster.nodes().get(0).port())))
        .poolConfig(pool)
        .maxTotalRetriesDuration(Duration.ofSeconds(10))
        .build();
  }

  /** Waits until the last key with a short life must be gone. */
  private static void awaitLeases(long sinceNs) {
    long endNs = sinceNs + TimeUnit.MILLISECONDS.toNanos(MixedWorker.SHORT_MS + 1);
    for (long leftNs = endNs - System.nanoTime(); leftNs > 0; leftNs = endNs - System.nanoTime()) {
      LockSupport.parkNanos(leftNs);
    }
  }
}
