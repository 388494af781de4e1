package io.ember.examples.demo;

import io.ember.examples.process.NodeProcess;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** What the demonstration found, in the words that its user reads. */
final class Report {
  private static final double[] PERCENTILES = {50, 99, 99.9};
  private static final String INDENT = " ".repeat(11);

  private final PrintStream out;
  private final Mistakes mistakes;

  Report(PrintStream out, Mistakes mistakes) {
    this.out = out;
    this.mistakes = mistakes;
  }

  void started(long durationNs, List<NodeProcess> nodes) {
    List<String> resident = nodes.stream().map(node -> megabytes(node.residentBytes())).toList();
    print("%sready after %.2f s, resident MB %s", INDENT, durationNs / 1e9, resident);
  }

  void loaded(double keysPerSecond) {
    print("%s%,.0f keys/s in pipelines of 1,000", INDENT, keysPerSecond);
  }

  void moved(ReshardPhase.Result result, long broken) {
    print(
        "%-10s %,d slots in %d moves, %.1f s, %,.0f slots/s",
        "moved",
        result.slots(),
        result.jobs().size(),
        result.durationNs() / 1e9,
        result.slotsPerSecond());
    for (MoveJob job : result.jobs()) {
      print("%sslots %s: %s, %s", INDENT, job.ranges(), job.state(), job.message());
    }
    print(
        "%sclients saw %,d errors, %,d of their connections broke",
        INDENT, mistakes.count(Mistakes.Kind.CLIENT_ERROR), broken);
  }

  void killed(KillPhase.Result result, long broken) {
    print(
        "%-10s %,d slots of port %d are served by port %d, %,.0f ms after the kill",
        "failover", result.slots(), result.port(), result.heirPort(), result.durationNs() / 1e6);
    int failed = result.outage().failed();
    int inFlight = result.outage().inFlight();
    print(
        "%s%d calls were in flight to the killed node: %d the client sent again, %d were closed or"
            + " timed out",
        INDENT, inFlight, inFlight - failed, failed);
    print("%s%d connections to other nodes broke", INDENT, broken);
  }

  /** Tells of the mixed load, stage by stage. */
  void worked(MixedLoad load) {
    print(
        "%-26s %10s %9s %9s %9s %9s %9s   milliseconds",
        "latency", "calls", "calls/s", "p50", "p99", "p99.9", "max");
    for (Stage stage : Stage.values()) {
      if (load.durationNs(stage) > 0) {
        stage(stage, load.durationNs(stage), load.latencies().of(stage));
      }
    }
  }

  private void stage(Stage stage, long durationNs, Histogram histogram) {
    StringBuilder line = new StringBuilder(INDENT);
    long calls = histogram.getTotalCount();
    line.append(
        String.format(
            Locale.ROOT, "%-15s %,10d %,9.0f", stage.label(), calls, calls * 1e9 / durationNs));
    for (double each : PERCENTILES) {
      line.append(milliseconds(histogram.getValueAtPercentile(each)));
    }
    out.println(line.append(milliseconds(histogram.getMaxValue())));
  }

  private static String milliseconds(long ns) {
    return String.format(Locale.ROOT, " %,9.2f", ns / 1e6);
  }

  void counted(List<SlotCensus.OfNode> nodes, long doubtful) {
    for (SlotCensus.OfNode node : nodes) {
      print(
          "%-10s port %d owns %,d slots with %,d keys",
          "counted", node.port(), node.slots(), node.keys());
    }
    print("%swrites whose outcome no client knows: %,d", INDENT, doubtful);
  }

  void stopped(int nodes) {
    print("%-10s %d nodes in order", "stopped", nodes);
  }

  /** {@return whether all was right} */
  boolean verdict() {
    boolean passed = mistakes.count() == 0;
    print(
        "%-10s %s",
        passed ? "passed" : "FAILED",
        passed ? "every value and every answer was right" : "not all was right");
    for (Mistakes.Kind kind : Mistakes.Kind.values()) {
      print("%s%,d %s", INDENT, mistakes.count(kind), kind.label());
    }
    if (!passed) {
      print("%sthe first:", INDENT);
      mistakes.first().forEach(each -> print("%s%s", INDENT, each));
    }
    return passed;
  }

  private static String megabytes(OptionalLong bytes) {
    return bytes.isPresent() ? String.format(Locale.ROOT, "%,d", bytes.getAsLong() >> 20) : "?";
  }

  private void print(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
