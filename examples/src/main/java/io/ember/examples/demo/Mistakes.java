package io.ember.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts answers that were not as expected, and keeps the first ones. Any thread. */
final class Mistakes {
  private static final int KEPT = 5;

  private final LongAdder count = new LongAdder();
  private final List<String> first = new ArrayList<>();

  void add(String what) {
    count.increment();
    synchronized (first) {
      if (first.size() < KEPT) {
        first.add(what);
      }
    }
  }

  long count() {
    return count.sum();
  }

  List<String> first() {
    synchronized (first) {
      return List.copyOf(first);
    }
  }
}
