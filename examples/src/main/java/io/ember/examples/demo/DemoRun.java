package io.ember.examples.demo;

import io.ember.examples.process.LocalCluster;
import io.ember.examples.process.NodeProcess;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;

/** The demonstration on a cluster that serves: load, work, move slots, kill, verify. */
final class DemoRun {
  /**
   * How often the client tries a call, redirections counted. It waits longer from one to the next,
   * and has to be at it when a replica has taken over.
   */
  static final int ATTEMPTS = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TIMEOUT_MS = 10_000;
  private static final int KEYS_PER_COUNTER = 1_000;

  private final DemoOptions options;
  private final LocalCluster cluster;
  private final Mistakes mistakes;
  private final Report report;
  private final PrintStream out;
  private final List<Partition> partitions;
  private int killed = -1;

  DemoRun(
      DemoOptions options,
      LocalCluster cluster,
      Mistakes mistakes,
      Report report,
      PrintStream out) {
    this.options = options;
    this.cluster = cluster;
    this.mistakes = mistakes;
    this.report = report;
    this.out = out;
    partitions = partitions();
  }

  /** {@return the nodes that live at the end} */
  List<NodeProcess> run() throws InterruptedException {
    try (RedisClusterClient client = connect(cluster.nodes());
        Crew crew = new Crew(partitions)) {
      report.loaded(new LoadPhase(client, mistakes).run(crew, options.keys(), out));
      work(client, crew);
      awaitLeases(System.nanoTime());
    }
    List<NodeProcess> alive = new ArrayList<>(cluster.nodes());
    if (killed >= 0) {
      alive.remove(killed);
    }
    verify(alive);
    return alive;
  }

  private void work(RedisClusterClient client, Crew crew) throws InterruptedException {
    try (MixedLoad load = new MixedLoad(client, crew, mistakes)) {
      if (options.primaries() > 1) {
        watch(load, options.seconds());
        reshard(client, load);
      } else {
        injectError(load);
        watch(load, options.seconds());
      }
      if (options.kills()) {
        kill(client, load);
      }
      load.stop();
      report.worked(load);
    }
  }

  private void reshard(RedisClusterClient client, MixedLoad load) throws InterruptedException {
    OpenConnections connections = new OpenConnections(client, 0);
    load.enter(Stage.MOVING);
    injectError(load);
    ReshardPhase.Result result = new ReshardPhase(cluster, options.primaries(), mistakes).run(out);
    load.enter(Stage.AFTER);
    report.moved(result, connections.check(Stage.MOVING, mistakes));
    watch(load, options.seconds() / 2);
  }

  private void injectError(MixedLoad load) {
    if (options.fault() == Fault.CLIENT_ERROR) {
      load.injectError();
    }
  }

  private void kill(RedisClusterClient client, MixedLoad load) throws InterruptedException {
    KillPhase phase = new KillPhase(cluster, options.primaries());
    int port = cluster.nodes().get(phase.victimIndex()).port();
    OpenConnections connections = new OpenConnections(client, port);
    load.enter(Stage.KILLED);
    killed = phase.victimIndex();
    KillPhase.Result result = phase.run(load, out);
    watch(load, options.seconds() / 2);
    report.killed(result, connections.check(Stage.KILLED, mistakes));
  }

  /** Lets the load go on, and shows how it does. */
  private void watch(MixedLoad load, int seconds) throws InterruptedException {
    long before = load.calls();
    try (Progress progress =
        new Progress(out, "working", "calls", 0, () -> load.calls() - before)) {
      progress.watch(seconds);
    }
  }

  private void verify(List<NodeProcess> alive) throws InterruptedException {
    long certain = partitions.stream().mapToLong(Partition::existingCount).sum();
    long doubtful = partitions.stream().mapToLong(Partition::doubtCount).sum();
    // One that asks anew who owns what: pipelines follow no redirections.
    try (RedisClusterClient client = connect(alive);
        Crew crew = new Crew(partitions)) {
      if (options.fault() == Fault.LOST_WRITE) {
        loseWrite(client);
      }
      new VerifyPhase(client, mistakes).run(crew, options.keys(), out);
    }
    List<Integer> ports = alive.stream().map(NodeProcess::port).toList();
    report.counted(new SlotCensus(ports, mistakes).run(certain, doubtful), doubtful);
  }

  /** Deletes a key without telling the model. */
  private void loseWrite(RedisClusterClient client) {
    Partition partition = partitions.get(0);
    for (int i = 0; i < partition.keyCount(); i++) {
      if (partition.exists(i) && !partition.isInDoubt(i)) {
        client.del(partition.key(i));
        return;
      }
    }
    throw new IllegalStateException("no key is left to be lost");
  }

  private List<Partition> partitions() {
    List<Partition> made = new ArrayList<>();
    int count = options.connections();
    for (int i = 0; i < count; i++) {
      int keys = options.keys() / count + (i < options.keys() % count ? 1 : 0);
      int counters = Math.max(1, keys / KEYS_PER_COUNTER);
      made.add(new Partition(i, keys, counters, options.valueBytes()));
    }
    return made;
  }

  private RedisClusterClient connect(List<NodeProcess> nodes) {
    GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
    pool.setMaxTotal(options.connections() + 1);
    pool.setMaxIdle(options.connections() + 1);
    return RedisClusterClient.builder()
        .nodes(Set.of(new HostAndPort("127.0.0.1", nodes.get(0).port())))
        .clientConfig(
            DefaultJedisClientConfig.builder()
                .autoNegotiateProtocol(false)
                .socketTimeoutMillis(TIMEOUT_MS)
                .connectionTimeoutMillis(TIMEOUT_MS)
                .build())
        .poolConfig(pool)
        .maxAttempts(ATTEMPTS)
        .maxTotalRetriesDuration(PATIENCE)
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
