package io.ember.cluster.sim;

import java.util.HashSet;
import java.util.Set;

/**
 * A network between numbered nodes that delays, loses, doubles and reorders, and that can be cut in
 * one direction or both.
 */
public final class SimNetwork {
  /** What the network does to messages; probabilities per message. */
  public record Weather(
      long minDelayNs, long maxDelayNs, double loss, double duplication, double longDelay) {
    public static final Weather CALM = new Weather(100_000, 2_000_000, 0, 0, 0);
    public static final Weather ROUGH = new Weather(100_000, 20_000_000, 0.05, 0.02, 0.01);
  }

  private static final int LONG_DELAY_FACTOR = 50;

  private final Schedule schedule;
  private final Set<Long> cut = new HashSet<>();
  private Weather weather = Weather.CALM;
  private long lostCount;
  private long doubledCount;

  public SimNetwork(Schedule schedule) {
    this.schedule = schedule;
  }

  public void setWeather(Weather next) {
    weather = next;
  }

  /** Nothing gets from one to the other any more. */
  public void cut(int from, int to) {
    cut.add(link(from, to));
  }

  public void heal(int from, int to) {
    cut.remove(link(from, to));
  }

  public void healAll() {
    cut.clear();
  }

  public boolean isCut(int from, int to) {
    return cut.contains(link(from, to));
  }

  public long lostCount() {
    return lostCount;
  }

  public long doubledCount() {
    return doubledCount;
  }

  /** Carries an unreliable message: {@code arrive} runs never, once or twice. */
  public void datagram(int from, int to, String label, Runnable arrive) {
    if (isCut(from, to) || schedule.chance(weather.loss())) {
      lostCount++;
      return;
    }
    schedule.after(delayNs(), label, arrive);
    if (schedule.chance(weather.duplication())) {
      doubledCount++;
      schedule.after(delayNs(), label, arrive);
    }
  }

  /** {@return how long a message is under way this time} */
  public long delayNs() {
    long delay = schedule.random().nextLong(weather.minDelayNs(), weather.maxDelayNs() + 1);
    return schedule.chance(weather.longDelay()) ? delay * LONG_DELAY_FACTOR : delay;
  }

  private static long link(int from, int to) {
    return (long) from << 32 | to;
  }
}
