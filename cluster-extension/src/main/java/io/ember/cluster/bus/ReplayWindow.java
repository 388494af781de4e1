package io.ember.cluster.bus;

/**
 * Which counters of one sender's run were seen: the highest one and those close below it, a bit
 * each (RFC 4303, section 3.4.3). A counter is accepted once; one that is too far below the highest
 * to tell is not accepted. Owner thread: bus loop.
 */
final class ReplayWindow {
  /** How far below the highest a counter may come late. */
  static final int WIDTH = 1024;

  private final long[] seen = new long[WIDTH / Long.SIZE];
  private long highest;

  /** {@return whether this counter, from 1 on, is new; then it is not any more} */
  boolean accept(long counter) {
    if (counter < 1 || counter <= highest - WIDTH) {
      return false;
    }
    if (counter > highest) {
      advance(counter);
    }
    int bit = (int) (counter % WIDTH);
    long mask = 1L << (bit % Long.SIZE);
    if ((seen[bit / Long.SIZE] & mask) != 0) {
      return false;
    }
    seen[bit / Long.SIZE] |= mask;
    return true;
  }

  private void advance(long counter) {
    long skipped = Math.min(counter - highest, WIDTH);
    for (long i = 1; i <= skipped; i++) {
      int bit = (int) ((counter - skipped + i) % WIDTH);
      seen[bit / Long.SIZE] &= ~(1L << (bit % Long.SIZE));
    }
    highest = counter;
  }
}
