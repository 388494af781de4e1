package io.ember.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis of a plot.
 *
 * @param label what it shows, with the unit
 * @param scale how values become positions
 */
public record Axis(String label, Scale scale) {

  /** How values become positions. */
  public enum Scale {
    /** In proportion, from 0. */
    LINEAR,
    /** By their logarithm, values above 0. */
    LOG,
    /** Percentiles as 1 / (1 - p): each nine takes the same room. */
    NINES
  }

  /** A mark on the axis. */
  record Tick(double value, String text) {}

  /** {@return where the value lies between the ends, 0 to 1} */
  double position(double value, double from, double to) {
    if (scale == Scale.LINEAR) {
      return to == from ? 0.5 : (value - from) / (to - from);
    }
    return to == from ? 0.5 : (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from));
  }

  /** {@return the lower end for values from {@code min} on} */
  double lowerEnd(double min) {
    if (scale == Scale.LINEAR) {
      return Math.min(0, min);
    }
    return scale == Scale.NINES ? 1 : Math.pow(10, Math.floor(Math.log10(min)));
  }

  /** {@return the upper end for values up to {@code max}} */
  double upperEnd(double max) {
    if (scale == Scale.LINEAR) {
      double step = step(max);
      return Math.max(step, Math.ceil(max / step) * step);
    }
    return Math.max(10, Math.pow(10, Math.ceil(Math.log10(max) - 1e-9)));
  }

  /** {@return the marks between the ends} */
  List<Tick> ticks(double from, double to) {
    List<Tick> ticks = new ArrayList<>();
    if (scale == Scale.LINEAR) {
      double step = step(to);
      for (int i = (int) Math.ceil(from / step); i * step <= to * (1 + 1e-9); i++) {
        ticks.add(new Tick(i * step, number(i * step)));
      }
    } else {
      for (double value = from; value <= to * (1 + 1e-9); value *= 10) {
        ticks.add(new Tick(value, scale == Scale.NINES ? percentile(value) : number(value)));
      }
    }
    return ticks;
  }

  private static double step(double max) {
    if (max <= 0) {
      return 1;
    }
    double magnitude = Math.pow(10, Math.floor(Math.log10(max / 5)));
    double lead = max / 5 / magnitude;
    return magnitude * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
  }

  private static String percentile(double inverse) {
    String text = String.format(Locale.ROOT, "%.7f", 100 - 100 / inverse);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "") + "%";
  }

  /** {@return the number as short as it can be read} */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 1e6) {
      return trimmed(value / 1e6) + " M";
    }
    return size >= 1e4 ? trimmed(value / 1e3) + " k" : trimmed(value);
  }

  private static String trimmed(double value) {
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
