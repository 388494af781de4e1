package io.ember.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.ClusterClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Clients that write while nodes die: each overwrites keys of its own with growing numbers and
 * creates new ones, and notes what was acknowledged. Owner thread: that of the test.
 */
final class KillWriters implements AutoCloseable {
  private static final int THREADS = 3;
  private static final int TIMEOUT_MS = 10_000;
  private static final int ATTEMPTS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The number that was acknowledged last, and the highest that was tried. */
  private record Span(int acknowledged, int tried) {}

  private final RedisClusterClient client;
  private final List<String> tags;
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Span> written = new ConcurrentHashMap<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private volatile boolean stopping;

  KillWriters(List<Integer> ports, List<String> tags) {
    this.tags = tags;
    client = ClusterClients.connect(ports, TIMEOUT_MS, ATTEMPTS, PATIENCE);
    for (int i = 0; i < THREADS; i++) {
      int writer = i;
      Thread thread = new Thread(() -> write(writer), "writer-" + i);
      thread.start();
      threads.add(thread);
    }
  }

  private void write(int writer) {
    for (int number = 1; !stopping; number++) {
      String tag = "{" + tags.get(number % tags.size()) + "}" + writer;
      set(tag + ":same", number);
      set(tag + ":new:" + number, number);
    }
  }

  private void set(String key, int number) {
    Span before = written.getOrDefault(key, new Span(0, 0));
    written.put(key, new Span(before.acknowledged(), number));
    try {
      client.set(key, String.valueOf(number));
      written.put(key, new Span(number, number));
      acknowledged.incrementAndGet();
    } catch (JedisException e) {
      failed.incrementAndGet(); // it may have been executed or not
    }
  }

  /** {@return how many writes were acknowledged so far} */
  int acknowledged() {
    return acknowledged.get();
  }

  /** Ends the writers and looks for everything that was acknowledged. */
  void stopAndAudit(Set<String> keys) throws InterruptedException {
    Map<String, String> lost = new HashMap<>();
    written.forEach(
        (key, span) -> {
          String value = client.get(key);
          int number = value == null ? 0 : Integer.parseInt(value);
          if (number < span.acknowledged() || number > span.tried()) {
            lost.put(key, value + " instead of " + span);
          }
        });
    System.out.printf(
        "%d writes acknowledged, %d failed, %d lost%n", acknowledged(), failed.get(), lost.size());
    assertThat(lost).as("acknowledged writes that are lost").isEmpty();
    assertThat(written.keySet()).as("keys that somebody wrote").containsAll(keys);
  }

  /** Ends the writers. */
  void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() {
    stopping = true;
    client.close();
  }
}
