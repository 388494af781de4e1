package io.ember.examples.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.ClusterClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Clients that write keys of their own, one after the other, and note what was acknowledged. Owner
 * thread: that of the test.
 */
final class Writers implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int TIMEOUT_MS = 2_000;
  private static final int ATTEMPTS = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RedisClusterClient client;
  private final List<Thread> threads = new ArrayList<>();
  private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
  private final Set<String> errors = new ConcurrentSkipListSet<>();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicLong lastNs = new AtomicLong(System.nanoTime());
  private final AtomicLong longestNs = new AtomicLong();
  private final AtomicBoolean stopping = new AtomicBoolean();

  Writers(List<Integer> ports) {
    client = ClusterClients.connect(ports, TIMEOUT_MS, ATTEMPTS, PATIENCE);
    for (int i = 0; i < THREADS; i++) {
      int writer = i;
      Thread thread = new Thread(() -> write(writer), "writer-" + i);
      thread.start();
      threads.add(thread);
    }
  }

  private void write(int writer) {
    for (int i = 0; !stopping.get(); i++) {
      String key = "w" + writer + ":" + i;
      try {
        client.set(key, key);
        acknowledged.add(key);
        long nowNs = System.nanoTime();
        long gapNs = nowNs - lastNs.getAndSet(nowNs);
        longestNs.accumulateAndGet(gapNs, Math::max);
      } catch (JedisException e) {
        failed.incrementAndGet(); // nobody knows: it is not looked for
        errors.add(String.valueOf(e.getMessage()));
      }
    }
  }

  /** {@return how many writes were acknowledged so far} */
  int acknowledged() {
    return acknowledged.size();
  }

  /** {@return how many ended with an error} */
  int failed() {
    return failed.get();
  }

  /** {@return the errors, each text once} */
  Set<String> errors() {
    return new HashSet<>(errors);
  }

  /** {@return the longest time in which nothing was acknowledged, since the last question} */
  long takeLongestGapMs() {
    return longestNs.getAndSet(0) / 1_000_000;
  }

  /** Ends the writers, and looks for everything that was acknowledged. */
  void stopAndAudit() throws InterruptedException {
    stopping.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    List<String> lost = new ArrayList<>();
    for (String key : acknowledged) {
      if (!key.equals(client.get(key))) {
        lost.add(key);
      }
    }
    System.out.printf(
        "%d writes acknowledged, %d failed, %d lost%n", acknowledged.size(), failed(), lost.size());
    assertThat(lost).isEmpty();
  }

  @Override
  public void close() {
    stopping.set(true);
    client.close();
  }
}
