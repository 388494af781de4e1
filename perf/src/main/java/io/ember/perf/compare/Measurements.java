package io.ember.perf.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** Everything that a comparison has measured so far. One thread. */
final class Measurements {
  /** The two servers; the names are those of {@link io.ember.perf.server.Target#name}. */
  static final String EMBER = "Ember";

  static final String REDIS = "Redis";

  final Map<ThroughputCase, List<ThroughputRound>> throughput = new LinkedHashMap<>();
  final List<MemoryPoint> memory = new ArrayList<>();
  final Map<Integer, List<LatencyRound>> latency = new LinkedHashMap<>();
  final List<Garbage> garbage = new ArrayList<>();
  final Map<String, List<Double>> startupMs = new LinkedHashMap<>();
  final List<Routing> routing = new ArrayList<>();

  /** What went wrong, a sentence each; the other parts are measured nevertheless. */
  final List<String> failures = new ArrayList<>();

  /**
   * What is asked of both.
   *
   * @param operation SET or GET
   */
  record ThroughputCase(String operation, int valueBytes, int pipeline) {
    @Override
    public String toString() {
      return operation + " " + valueBytes + " B P=" + pipeline;
    }
  }

  /** Both servers in one round. */
  record ThroughputRound(ThroughputRun ember, ThroughputRun redis) {
    double ratio() {
      return ember.operationsPerSecond() / redis.operationsPerSecond();
    }
  }

  /**
   * One run of {@code redis-benchmark} against one server.
   *
   * @param cpuUs processor time of the server per operation
   */
  record ThroughputRun(double operationsPerSecond, double cpuUs, double p50Ms, double p99Ms) {}

  /**
   * Resident memory of a server with so many keys.
   *
   * @param emptyBytes of the same process before the first key
   */
  record MemoryPoint(String server, long keys, long emptyBytes, long rssBytes) {
    double growthPerKey() {
      return (rssBytes - emptyBytes) / (double) keys;
    }

    double wholePerKey() {
      return rssBytes / (double) keys;
    }
  }

  /**
   * Latencies of both servers at the same rate.
   *
   * @param rate operations a second
   * @param ember in ns, GET and SET together
   * @param redis in ns
   */
  record LatencyRound(double rate, Histogram ember, Histogram redis) {}

  /**
   * What the Ember process allocated on the heap.
   *
   * @param operation SET or GET
   * @param idleBytesPerSecond what it allocates without any call
   * @param collections of the garbage collectors meanwhile
   * @param busiest threads that allocated most, as text
   */
  record Garbage(
      String operation,
      long operations,
      double seconds,
      long bytes,
      double idleBytesPerSecond,
      long collections,
      String busiest) {
    double bytesPerOperation() {
      return bytes / (double) operations;
    }

    /** {@return bytes per operation without what the process allocates when nobody calls} */
    double bytesPerOperationAboveIdle() {
      return Math.max(0, bytes - idleBytesPerSecond * seconds) / operations;
    }
  }

  /** What JMH says of a routing decision. */
  record Routing(String benchmark, double ns, double bytes) {}

  /** {@return a value of every round of the case} */
  List<Double> rounds(ThroughputCase key, ToDoubleFunction<ThroughputRound> value) {
    return throughput.getOrDefault(key, List.of()).stream()
        .map(round -> value.applyAsDouble(round))
        .toList();
  }

  /** {@return the median of the ratios of the rounds, NaN if there is none} */
  double medianRatio(ThroughputCase key) {
    return Numbers.median(rounds(key, ThroughputRound::ratio));
  }

  /** {@return a value of the memory point, NaN if it was not measured} */
  double memory(String server, long keys, ToDoubleFunction<MemoryPoint> value) {
    return memory.stream()
        .filter(point -> point.server().equals(server) && point.keys() == keys)
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** {@return a percentile of every round at this depth, us} */
  List<Double> latencyUs(int pipeline, String server, double percentile) {
    return latency.getOrDefault(pipeline, List.of()).stream()
        .map(round -> server.equals(EMBER) ? round.ember() : round.redis())
        .map(histogram -> histogram.getValueAtPercentile(percentile) / 1e3)
        .toList();
  }
}
