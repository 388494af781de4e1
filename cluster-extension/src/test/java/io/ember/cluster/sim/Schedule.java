package io.ember.cluster.sim;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Virtual time: actions in the order of their instants, and the only source of randomness of a run.
 *
 * <p>Actions at the same instant run in the order in which they were planned. The trace hash covers
 * every action's instant and label and whatever else is noted, so two runs that differ anywhere
 * differ in the hash.
 */
public final class Schedule {
  private record Planned(long atNs, long order, String label, Runnable action)
      implements Comparable<Planned> {
    @Override
    public int compareTo(Planned other) {
      int byTime = Long.compare(atNs, other.atNs);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Planned> queue = new PriorityQueue<>();
  private final SplittableRandom random;
  private long nowNs;
  private long nextOrder;
  private long traceHash = 0xcbf29ce484222325L;
  private long steps;

  public Schedule(long seed) {
    random = new SplittableRandom(seed);
  }

  /** {@return true time, which no node sees} */
  public long nowNs() {
    return nowNs;
  }

  public SplittableRandom random() {
    return random;
  }

  /** {@return whether an event of this probability happens} */
  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Plans an action after a delay. */
  public void after(long delayNs, String label, Runnable action) {
    queue.add(new Planned(nowNs + Math.max(0, delayNs), nextOrder++, label, action));
  }

  /** Runs what is planned up to that much from now. */
  public void runFor(long durationNs) {
    long untilNs = nowNs + durationNs;
    while (!queue.isEmpty() && queue.peek().atNs <= untilNs) {
      Planned next = queue.remove();
      nowNs = next.atNs;
      steps++;
      note(nowNs);
      note(next.label);
      next.action.run();
    }
    nowNs = untilNs;
  }

  /** Adds to the trace. */
  public void note(long value) {
    for (int shift = 0; shift < 64; shift += 8) {
      traceHash = (traceHash ^ (value >>> shift & 0xFF)) * 0x100000001b3L;
    }
  }

  /** Adds to the trace. */
  public void note(String text) {
    for (int i = 0; i < text.length(); i++) {
      traceHash = (traceHash ^ text.charAt(i)) * 0x100000001b3L;
    }
  }

  /** {@return the hash of all that happened} */
  public long traceHash() {
    return traceHash;
  }

  /** {@return how many actions ran} */
  public long steps() {
    return steps;
  }

  /** {@return what a run of that seed failed with, and when} */
  AssertionError failure(long seed, Throwable cause) {
    long nowMs = nowNs() / 1_000_000;
    return new AssertionError(
        "seed " + seed + " at " + nowMs + " ms, step " + steps() + ": " + cause.getMessage(),
        cause);
  }
}
