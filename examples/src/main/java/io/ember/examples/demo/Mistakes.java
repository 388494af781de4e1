package io.ember.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what was not as it has to be, and keeps the first ones in words. Any thread. */
final class Mistakes {
  /** What went wrong. */
  enum Kind {
    /** A call ended with an error that nothing excuses. */
    CLIENT_ERROR("errors that clients saw"),
    /** A connection to a node that lives was closed. */
    BROKEN_CONNECTION("connections that broke"),
    /** A call was answered, but not with what it had to be answered. */
    WRONG_ANSWER("wrong answers"),
    /** A key has not the value that was acknowledged last. */
    LOST_WRITE("acknowledged writes lost"),
    /** A key is where it should not be, or is not where it should be. */
    STRAY_KEY("keys doubled, orphaned or missing"),
    /** A move of slots did not succeed. */
    FAILED_MOVE("moves that did not succeed");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** {@return what the report calls it} */
    String label() {
      return label;
    }
  }

  private static final int KEPT = 10;

  private final Map<Kind, Long> counts = new ConcurrentHashMap<>();
  private final List<String> first = new ArrayList<>();

  void add(Kind kind, String what) {
    add(kind, 1, what);
  }

  void add(Kind kind, long count, String what) {
    counts.merge(kind, count, Long::sum);
    synchronized (first) {
      if (first.size() < KEPT) {
        first.add(what);
      }
    }
  }

  long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  long count() {
    long sum = 0;
    for (Kind kind : Kind.values()) {
      sum += count(kind);
    }
    return sum;
  }

  List<String> first() {
    synchronized (first) {
      return List.copyOf(first);
    }
  }
}
