package io.ember.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Clients that use keys with hash tags, each its own keys: values, counters, and three keys of a
 * slot that are only ever written together, by MSET or by a transaction, while others read them.
 * Whatever is not as it should be is an error. Owner thread: that of the test.
 */
final class TagLoad implements AutoCloseable {
  private static final List<String> TOGETHER = List.of("a", "b", "c");

  private final List<String> tags;
  private final List<ClusterUser> users;
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
  private final AtomicInteger rounds = new AtomicInteger();
  private volatile boolean stopping;

  /** Something that is done again and again, with a growing number. */
  private interface Turn {
    void make(int number) throws IOException;
  }

  TagLoad(List<Integer> ports, List<String> tags) {
    this.tags = tags;
    users = List.of(new JedisUser(ports), new LettuceUser(ports));
    for (ClusterUser user : users) {
      Map<String, Long> counts = new HashMap<>();
      start(user.name() + "-writer", number -> write(user, counts, number));
      start(user.name() + "-reader", number -> read(user, number));
    }
    PlainUser writer = new PlainUser(ports.get(0));
    start("plain-writer", number -> writer.setAll(together(tag(number), "plain"), "v" + number));
    PlainUser reader = new PlainUser(ports.get(0));
    start("plain-reader", number -> read(reader, number));
  }

  private void start(String name, Turn turn) {
    Thread thread = new Thread(() -> run(name, turn), name);
    thread.start();
    threads.add(thread);
  }

  private void run(String name, Turn turn) {
    for (int number = 0; !stopping; number++) {
      try {
        turn.make(number);
        rounds.incrementAndGet();
      } catch (IOException | RuntimeException e) {
        errors.add(name + ": " + e);
      }
    }
  }

  private String tag(int number) {
    return tags.get(number % tags.size());
  }

  private static List<String> together(String tag, String user) {
    return TOGETHER.stream().map(each -> "{" + tag + "}" + user + ":" + each).toList();
  }

  private void write(ClusterUser user, Map<String, Long> counts, int number) {
    String prefix = "{" + tag(number) + "}" + user.name() + ":";
    String value = "v" + number;
    user.set(prefix + "value", value);
    check(value, user.get(prefix + "value"), prefix + "value");
    long count = counts.merge(prefix, 1L, Long::sum);
    check(count, user.increment(prefix + "count"), prefix + "count");
    Map<String, String> pairs = new HashMap<>();
    together(tag(number), user.name()).forEach(key -> pairs.put(key, value));
    user.setAll(pairs);
  }

  private void read(ClusterUser user, int number) {
    String[] keys = together(tag(number), user.name()).toArray(String[]::new);
    checkTogether(user.getAll(keys), keys[0]);
  }

  private void read(PlainUser reader, int number) throws IOException {
    for (String user : List.of("plain", "jedis", "lettuce")) {
      List<String> keys = together(tag(number), user);
      checkTogether(reader.getAll(keys).stream().map(RespValue::toString).toList(), keys.get(0));
    }
  }

  private void checkTogether(List<? extends @Nullable Object> values, String key) {
    if (new HashSet<Object>(values).size() != 1) {
      errors.add("not together: " + key + " " + values);
    }
  }

  private void check(Object expected, @Nullable Object actual, String key) {
    if (!expected.equals(actual)) {
      errors.add(key + " is " + actual + ", not " + expected);
    }
  }

  /** {@return how many rounds all clients made} */
  int rounds() {
    return rounds.get();
  }

  /** Ends the clients. {@return the keys that there must be, if each came to each tag} */
  Set<String> stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(errors).isEmpty();
    Set<String> keys = new HashSet<>();
    for (String tag : tags) {
      keys.addAll(together(tag, "plain"));
      for (ClusterUser user : users) {
        keys.addAll(together(tag, user.name()));
        keys.add("{" + tag + "}" + user.name() + ":value");
        keys.add("{" + tag + "}" + user.name() + ":count");
      }
    }
    return keys;
  }

  @Override
  public void close() {
    stopping = true;
    users.forEach(ClusterUser::close);
  }
}
