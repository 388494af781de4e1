package io.ember.examples.demo;

import io.ember.examples.process.NodeProcess;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** What the demonstration found, in the words that its user reads. */
final class Report {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
  private static final String INDENT = " ".repeat(11);

  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  void started(long durationNs, List<NodeProcess> nodes) {
    List<String> resident = nodes.stream().map(node -> megabytes(node.residentBytes())).toList();
    print("%sready after %.2f s, resident MB %s", INDENT, durationNs / 1e9, resident);
  }

  void loaded(double keysPerSecond) {
    print("%s%,.0f keys/s in pipelines of 1,000", INDENT, keysPerSecond);
  }

  void worked(double callsPerSecond, Latencies latencies, int connections) {
    print(
        "%s%,.0f calls/s, %d connections with one call in flight each",
        INDENT, callsPerSecond, connections);
    print(
        "%s%-8s %10s %9s %9s %9s %9s %9s %9s   microseconds",
        INDENT, "", "calls", "p50", "p90", "p99", "p99.9", "p99.99", "max");
    for (Operation each : Operation.values()) {
      percentiles(each.name(), latencies.of(each));
    }
    percentiles("all", latencies.all());
  }

  private void percentiles(String name, Histogram histogram) {
    StringBuilder line = new StringBuilder(INDENT);
    line.append(String.format(Locale.ROOT, "%-8s %,10d", name, histogram.getTotalCount()));
    for (double each : PERCENTILES) {
      line.append(micros(histogram.getValueAtPercentile(each)));
    }
    out.println(line.append(micros(histogram.getMaxValue())));
  }

  private static String micros(long ns) {
    return String.format(Locale.ROOT, " %,9.1f", ns / 1e3);
  }

  void nodes(List<NodeKeys> nodes) {
    for (NodeKeys node : nodes) {
      print(
          "%snode on port %d: %,d keys, %s MB resident",
          INDENT, node.port(), node.keys(), megabytes(node.residentBytes()));
    }
  }

  void stopped(int nodes) {
    print("%-10s %d nodes in order", "stopped", nodes);
  }

  /** {@return whether all was right} */
  boolean verdict(Mistakes mistakes) {
    if (mistakes.count() == 0) {
      print("%-10s every value and every answer was right", "passed");
      return true;
    }
    print("%-10s %,d answers or values were wrong, the first:", "FAILED", mistakes.count());
    mistakes.first().forEach(each -> print("%s%s", INDENT, each));
    return false;
  }

  private static String megabytes(OptionalLong bytes) {
    return bytes.isPresent() ? String.format(Locale.ROOT, "%,d", bytes.getAsLong() >> 20) : "?";
  }

  private void print(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
