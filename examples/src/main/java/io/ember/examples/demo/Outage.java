package io.ember.examples.demo;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * That a primary was killed, and what it is an excuse for. A call on its slots that was on its way
 * may have been executed or not, and a client that sends it again may have it executed twice. Any
 * thread.
 */
final class Outage {
  private final BitSet slots;
  private final long beginsNs;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private volatile long goneNs = Long.MAX_VALUE;

  /**
   * @param slots those of the primary that is going to be killed
   * @param beginsNs {@link System#nanoTime} before it is
   */
  Outage(BitSet slots, long beginsNs) {
    this.slots = slots;
    this.beginsNs = beginsNs;
  }

  /** Notes that the process is gone. */
  void gone(long nowNs) {
    goneNs = nowNs;
  }

  /** {@return whether a call on this slot that ended just now may have been sent twice} */
  boolean mayRepeat(int slot, long endNs) {
    return slots.get(slot) && endNs - beginsNs >= 0;
  }

  /** Counts a call if it was on its way to the process when that died. */
  void answered(int slot, long startNs, long endNs) {
    if (wasInFlight(slot, startNs, endNs) && endNs > goneNs) {
      inFlight.incrementAndGet();
    }
  }

  /** {@return whether a call that ended with an error was on its way to the process} */
  boolean excuses(int slot, long startNs, long endNs) {
    if (!wasInFlight(slot, startNs, endNs)) {
      return false;
    }
    inFlight.incrementAndGet();
    failed.incrementAndGet();
    return true;
  }

  private boolean wasInFlight(int slot, long startNs, long endNs) {
    return slots.get(slot) && startNs < goneNs && endNs >= beginsNs;
  }

  /** {@return how many calls were on their way to the process when it died} */
  int inFlight() {
    return inFlight.get();
  }

  /** {@return how many of them ended with an error, after all that the client tried} */
  int failed() {
    return failed.get();
  }
}
