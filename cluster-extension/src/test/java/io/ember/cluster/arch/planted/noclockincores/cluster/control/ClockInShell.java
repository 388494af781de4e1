package io.ember.cluster.arch.planted.noclockincores.cluster.control;

/** A shell may. */
final class ClockInShell {
  private ClockInShell() {}

  static long value() {
    return System.nanoTime();
  }
}
