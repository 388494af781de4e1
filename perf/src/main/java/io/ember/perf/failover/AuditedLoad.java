package io.ember.perf.failover;

import io.ember.examples.process.ClusterClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Writers on a stock client, at times that do not depend on the answers: each writes keys of its
 * own to every shard in turn, and counts up a counter in each. They note what was acknowledged, and
 * for each shard the longest time in which nothing was. Owner thread: the harness.
 */
final class AuditedLoad implements AutoCloseable {
  private static final int TIMEOUT_MS = 1_000;
  private static final int ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int COUNT_EVERY = 4;

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
   * @param surplus by how much counters are higher than could be
   */
  record Audit(int acknowledged, int failed, int lostKeys, long lostIncrements, long surplus) {}

  private final RedisClusterClient client;
  private final List<String> tags;
  private final long periodNs;
  private final AtomicLongArray lastNs;
  private final AtomicLongArray longestNs;
  private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
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
    lastNs = new AtomicLongArray(tags.size());
    longestNs = new AtomicLongArray(tags.size());
    forgetGaps();
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
        if (i / tags.size() % COUNT_EVERY == 0) {
          increment(own.get(shard));
        } else {
          String key = "{" + tags.get(shard) + "}w" + writer + ":" + i;
          client.set(key, key);
          acknowledged.add(key);
        }
        acknowledgedAt(shard, System.nanoTime());
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

  private void acknowledgedAt(int shard, long nowNs) {
    count.incrementAndGet();
    long gapNs = nowNs - lastNs.getAndSet(shard, nowNs);
    longestNs.accumulateAndGet(shard, gapNs, Math::max);
  }

  /** {@return how much was acknowledged so far} */
  int acknowledged() {
    return count.get();
  }

  /** {@return when something of a shard was acknowledged last} */
  long lastNs(int shard) {
    return lastNs.get(shard);
  }

  /** Begins to look for the longest times anew. */
  void forgetGaps() {
    long nowNs = System.nanoTime();
    for (int shard = 0; shard < tags.size(); shard++) {
      lastNs.set(shard, nowNs);
      longestNs.set(shard, 0);
    }
  }

  /** {@return the longest time in which nothing of the shard was acknowledged, ms} */
  long longestMs(int shard) {
    return TimeUnit.NANOSECONDS.toMillis(longestNs.get(shard));
  }

  /** Ends the writers and looks for all that was acknowledged. */
  Audit audit() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
    int lost = 0;
    for (String key : acknowledged) {
      lost += key.equals(client.get(key)) ? 0 : 1;
    }
    long lostIncrements = 0;
    long surplus = 0;
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
