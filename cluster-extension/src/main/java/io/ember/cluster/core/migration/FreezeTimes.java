package io.ember.cluster.core.migration;

import java.util.Arrays;
import java.util.Locale;

/** For how long slots were frozen, of the last {@value #KEPT} hand-overs. Owner thread: control. */
public final class FreezeTimes {
  static final int KEPT = 4096;

  private static final int FIRST = 16;

  private long[] timesNs = new long[FIRST];
  private long count;
  private String text = "";
  private long textCount = -1;

  void add(long ns) {
    int at = (int) (count++ % KEPT);
    if (at == timesNs.length) {
      timesNs = Arrays.copyOf(timesNs, Math.min(KEPT, 2 * at));
    }
    timesNs[at] = ns;
  }

  /** {@return how many there were} */
  public long count() {
    return count;
  }

  /**
   * {@return a percentile of those that are kept, in ns; 0 without any}
   *
   * @param percent 0 to 100
   */
  public long percentileNs(double percent) {
    int kept = (int) Math.min(count, KEPT);
    if (kept == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(timesNs, kept);
    Arrays.sort(sorted);
    int at = (int) Math.ceil(percent / 100 * kept) - 1;
    return sorted[Math.min(kept - 1, Math.max(0, at))];
  }

  /** {@return median, 99th percentile and maximum, in words} */
  @Override
  public String toString() {
    if (textCount != count) {
      textCount = count;
      text =
          String.format(
              Locale.ROOT,
              "median %.1f ms, p99 %.1f ms, max %.1f ms",
              percentileNs(50) / 1e6,
              percentileNs(99) / 1e6,
              percentileNs(100) / 1e6);
    }
    return text;
  }
}
