package io.ember.perf.failover;

import java.util.Locale;

/** What happens to primaries. */
enum Fault {
  /** The process of one is killed, and started again when another serves. */
  KILL(1),
  /** The process of one stands still for 12 s. */
  PAUSE(1),
  /** The processes of two are killed at once. */
  TWO(2),
  /** An operator has a replica of one take over. */
  PLANNED(1),
  /** The process of one is killed and started again at once, before anybody suspects it. */
  RESTART(1),
  /** A replica stands still for 300 ms, and its primary is killed right behind that. */
  STALL(1);

  private final int victims;

  Fault(int victims) {
    this.victims = victims;
  }

  /** {@return how many primaries it meets} */
  int victims() {
    return victims;
  }

  /** {@return whether processes end by it that have to be started again} */
  boolean kills() {
    return this == KILL || this == TWO || this == STALL;
  }

  /** {@return the word for it on the command line} */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Fault of(String word) {
    return valueOf(word.trim().toUpperCase(Locale.ROOT));
  }
}
