package io.ember.perf.failover;

import java.util.Locale;

/** What happens to primaries. */
enum Fault {
  /** The process of one is killed, and started again when another serves. */
  KILL(1),
  /** The process of one stands still for 12 s. */
  PAUSE(1),
  /** The processes of two are killed at once. */
  TWO(2);

  private final int victims;

  Fault(int victims) {
    this.victims = victims;
  }

  /** {@return how many primaries it meets} */
  int victims() {
    return victims;
  }

  /** {@return the word for it on the command line} */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Fault of(String word) {
    return valueOf(word.trim().toUpperCase(Locale.ROOT));
  }
}
