package io.ember.perf.failover;

import io.ember.examples.process.ClusterClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/**
 * Writers on a stock client, at times that do not depend on the answers: each writes keys of its
 * own to every shard in turn, some of which expire, and counts up a counter in each. They note what
 * was acknowledged. Owner thread: the harness.
 */
final class AuditedLoad implements AutoCloseable {
  private static final int TIMEOUT_MS = 1_000;
  private static final int ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long EXPIRES_MS = 200;

  /** What became of the increments of one counter. */
  private static final class Counter {
    final String key;
    int acknowledged;
    int unknown;

    Counter(String key) {
      this.key = key;
    }
  }

  /**
   * What was found afterwards.
   *
   * @param acknowledged writes and increments
   * @param failed those that ended with an error, so that nobody knows
   * @param lostKeys acknowledged keys that are not there
   * @param lostIncrements by how much counters are lower than what was acknowledged
   * @param surplus by how much counters are higher than could be, and keys that should have expired
   */
  record Audit(int acknowledged, int failed, int lostKeys, long lostIncrements, long surplus) {}

  private final RedisClusterClient client;
  private final List<String> tags;
  private final long periodNs;
  private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> expiring = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Counter> counters = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * @param ratePerSecond of all writers together
   */
  AuditedLoad(List<Integer> ports, List<String> tags, int writers, int ratePerSecond) {
    this.tags = tags;
    periodNs = TimeUnit.SECONDS.toNanos(writers) / ratePerSecond;
    client = ClusterClients.connect(ports, TIMEOUT_MS, ATTEMPTS, PATIENCE);
    for (int i = 0; i < writers; i++) {
      int writer = i;
      Thread thread = new Thread(() -> write(writer), "writer-" + i);
      thread.start();
      threads.add(thread);
    }
  }

  private void write(int writer) {
    List<Counter> own = new ArrayList<>();
    for (String tag : tags) {
      own.add(new Counter("{" + tag + "}c" + writer));
    }
    counters.addAll(own);
    long dueNs = System.nanoTime();
    for (int i = 0; !stopping; i++) {
      int shard = i % tags.size();
      try {
        String key = "{" + tags.get(shard) + "}w" + writer + ":" + i;
        switch (i / tags.size() % 8) {
          case 0, 4 -> increment(own.get(shard));
          case 6 -> {
            client.set(key, key, SetParams.setParams().px(EXPIRES_MS));
            expiring.add(key);
          }
          default -> {
            client.set(key, key);
            acknowledged.add(key);
          }
        }
        count.incrementAndGet();
      } catch (JedisException e) {
        failed.incrementAndGet();
      }
      dueNs += periodNs;
      LockSupport.parkNanos(dueNs - System.nanoTime());
    }
  }

  private void increment(Counter counter) {
    try {
      client.incr(counter.key);
      counter.acknowledged++;
    } catch (JedisException e) {
      counter.unknown++;
      throw e;
    }
  }

  /** {@return how much was acknowledged so far} */
  int acknowledged() {
    return count.get();
  }

  /** Ends the writers and looks for all that was acknowledged. */
  Audit audit() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
    // What was written last has to have its time.
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2 * EXPIRES_MS));
    int lost =
        (int) acknowledged.parallelStream().filter(key -> !key.equals(client.get(key))).count();
    long lostIncrements = 0;
    long surplus = expiring.parallelStream().filter(key -> client.get(key) != null).count();
    for (Counter counter : counters) {
      String value = client.get(counter.key);
      long now = value == null ? 0 : Long.parseLong(value);
      lostIncrements += Math.max(0, counter.acknowledged - now);
      surplus += Math.max(0, now - counter.acknowledged - counter.unknown);
    }
    return new Audit(count.get(), failed.get(), lost, lostIncrements, surplus);
  }

  @Override
  public void close() {
    stopping = true;
    client.close();
  }
}
