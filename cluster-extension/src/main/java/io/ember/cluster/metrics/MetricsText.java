package io.ember.cluster.metrics;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Writes metrics in the text format of Prometheus, version 0.0.4: families, each with its help, its
 * type and samples. One thread.
 */
final class MetricsText {
  /** What it is, for the header of an answer. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder(16 * 1024);
  private final Set<String> names = new HashSet<>();

  private enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Samples of one family. */
  final class Family {
    private final String name;

    private Family(String name, Type type, String help) {
      if (!names.add(name)) {
        throw new IllegalStateException("two families are named " + name);
      }
      this.name = name;
      text.append("# HELP ").append(name).append(' ').append(escapeHelp(help)).append('\n');
      text.append("# TYPE ").append(name).append(' ').append(type.wireName()).append('\n');
    }

    /**
     * Adds a sample.
     *
     * @param labels names and values in turn
     */
    Family sample(long value, String... labels) {
      return sample("", Long.toString(value), labels);
    }

    /** Adds a sample that is no whole number. */
    Family sample(double value, String... labels) {
      return sample("", number(value), labels);
    }

    private Family sample(String suffix, String value, String... labels) {
      text.append(name).append(suffix);
      if (labels.length > 0) {
        text.append('{');
        for (int i = 0; i < labels.length; i += 2) {
          text.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
          text.append(escapeLabel(labels[i + 1])).append('"');
        }
        text.append('}');
      }
      text.append(' ').append(value).append('\n');
      return this;
    }
  }

  /** Begins what only grows, but for a restart or a reset. Its name ends with {@code _total}. */
  Family counter(String name, String help) {
    return new Family(name, Type.COUNTER, help);
  }

  /** Begins what goes up and down. */
  Family gauge(String name, String help) {
    return new Family(name, Type.GAUGE, help);
  }

  /**
   * Adds a histogram as a whole.
   *
   * @param bounds upper ends of the buckets, ascending
   * @param counts of each bucket by itself, and behind them of what is above the last bound
   */
  void histogram(String name, String help, double[] bounds, long[] counts, double sum) {
    Family family = new Family(name, Type.HISTOGRAM, help);
    long below = 0;
    for (int i = 0; i < bounds.length; i++) {
      below += counts[i];
      family.sample("_bucket", Long.toString(below), "le", number(bounds[i]));
    }
    below += counts[bounds.length];
    family.sample("_bucket", Long.toString(below), "le", "+Inf");
    family.sample("_sum", number(sum));
    family.sample("_count", Long.toString(below));
  }

  static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }

  private static String escapeHelp(String help) {
    return help.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static String escapeLabel(String value) {
    return escapeHelp(value).replace("\"", "\\\"");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
