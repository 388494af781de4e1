package io.ember.perf.compare;

import java.util.List;
import java.util.Locale;

/** Arithmetic and formats of the comparison. Stateless. */
final class Numbers {
  private Numbers() {}

  /** {@return the middle value, the mean of the two middle ones; NaN of nothing} */
  static double median(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** {@return the number with so many decimals, "-" for none} */
  static String text(double value, int decimals) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** {@return smallest and largest as "0.91 to 1.02", "-" of nothing} */
  static String spread(List<Double> values, int decimals) {
    if (values.isEmpty()) {
      return "-";
    }
    double min = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double max = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return text(min, decimals) + " to " + text(max, decimals);
  }
}
