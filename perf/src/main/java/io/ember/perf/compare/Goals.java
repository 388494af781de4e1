package io.ember.perf.compare;

import static io.ember.perf.compare.Measurements.EMBER;
import static io.ember.perf.compare.Measurements.REDIS;

import io.ember.perf.compare.Goal.Verdict;
import io.ember.perf.compare.Measurements.Garbage;
import io.ember.perf.compare.Measurements.MemoryPoint;
import io.ember.perf.compare.Measurements.ThroughputCase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What is to be reached beside Redis, judged. Stateless. */
final class Goals {
  /** Keys at which the growth of memory over the empty process is judged. */
  static final long GROWTH_KEYS = 1_000_000;

  /** Keys at which the memory of the whole process is judged. */
  static final long WHOLE_KEYS = 10_000_000;

  /** Depth of the pipeline at which the latency under half load is judged. */
  static final int LATENCY_PIPELINE = 1;

  /**
   * Less than this is none: it is what a few hundred bytes a second make of a million operations.
   */
  static final double NO_BYTES = 0.05;

  private static final double ROUTING_NS = 100;

  /** The benchmark that is judged: calls with one key. */
  private static final String ROUTING_CASE = ".oneKey";

  private record Depth(int pipeline, double goal, double floor) {}

  private static final List<Depth> DEPTHS =
      List.of(new Depth(1, 0.95, 0.9), new Depth(16, 1.5, 1.0), new Depth(64, 2.0, 1.2));

  private Goals() {}

  /** {@return every goal with what is known of it} */
  static List<Goal> judge(Measurements measurements) {
    List<Goal> goals = new ArrayList<>();
    for (String operation : List.of("SET", "GET")) {
      for (Depth depth : DEPTHS) {
        goals.add(throughput(measurements, operation, depth));
      }
    }
    goals.add(
        memory(
            measurements,
            "memory per key over the empty process, 1 M keys",
            GROWTH_KEYS,
            MemoryPoint::growthPerKey,
            2.0));
    goals.add(
        memory(
            measurements,
            "memory of the whole process per key, 10 M keys",
            WHOLE_KEYS,
            MemoryPoint::wholePerKey,
            1.0));
    goals.add(garbage(measurements, "SET"));
    goals.add(garbage(measurements, "GET"));
    goals.add(latency(measurements));
    goals.add(routing(measurements));
    return goals;
  }

  /** {@return whether every floor that there is is reached; one that was not measured is not} */
  static boolean floorsHold(List<Goal> goals) {
    return goals.stream()
        .allMatch(
            goal -> goal.floorVerdict() == Verdict.PASS || goal.floorVerdict() == Verdict.NONE);
  }

  /** {@return whether every goal is reached} */
  static boolean goalsHold(List<Goal> goals) {
    return goals.stream().allMatch(goal -> goal.goalVerdict() == Verdict.PASS);
  }

  private static Goal throughput(Measurements measurements, String operation, Depth depth) {
    double ratio =
        measurements.medianRatio(
            new ThroughputCase(operation, CompareConfig.GOAL_VALUE_BYTES, depth.pipeline()));
    return new Goal(
        operation + " 64 B, P=" + depth.pipeline() + ", Ember / Redis",
        Numbers.text(ratio, 2),
        "at least " + Numbers.text(depth.goal(), 2),
        Verdict.atLeast(ratio, depth.goal()),
        "at least " + Numbers.text(depth.floor(), 2),
        Verdict.atLeast(ratio, depth.floor()));
  }

  private static Goal memory(
      Measurements measurements,
      String what,
      long keys,
      ToDoubleFunction<MemoryPoint> value,
      double floor) {
    double ember = measurements.memory(EMBER, keys, value);
    double redis = measurements.memory(REDIS, keys, value);
    double ratio = ember / redis;
    return new Goal(
        what,
        Double.isNaN(ratio)
            ? "-"
            : Numbers.text(ratio, 2)
                + " ("
                + Numbers.text(ember, 0)
                + " B / "
                + Numbers.text(redis, 0)
                + " B)",
        "at most 1.00",
        Verdict.atMost(ratio, 1.0),
        "at most " + Numbers.text(floor, 2),
        Verdict.atMost(ratio, floor));
  }

  private static Goal garbage(Measurements measurements, String operation) {
    double bytes =
        measurements.garbage.stream()
            .filter(each -> each.operation().equals(operation))
            .mapToDouble(Garbage::bytesPerOperationAboveIdle)
            .findFirst()
            .orElse(Double.NaN);
    return new Goal(
        "garbage per " + operation + ", steady state",
        Double.isNaN(bytes) ? "-" : Numbers.text(bytes, 3) + " B",
        "0 B (under " + NO_BYTES + ")",
        Verdict.atMost(bytes, NO_BYTES),
        "-",
        Verdict.NONE);
  }

  private static Goal latency(Measurements measurements) {
    double ember = Numbers.median(measurements.latencyUs(LATENCY_PIPELINE, EMBER, 99.9));
    double redis = Numbers.median(measurements.latencyUs(LATENCY_PIPELINE, REDIS, 99.9));
    return new Goal(
        "p99.9 under half load, P=1",
        Double.isNaN(ember) || Double.isNaN(redis)
            ? "-"
            : Numbers.text(ember, 0) + " us / " + Numbers.text(redis, 0) + " us",
        "below Redis",
        Double.isNaN(ember) || Double.isNaN(redis)
            ? Verdict.UNKNOWN
            : ember < redis ? Verdict.PASS : Verdict.FAIL,
        "-",
        Verdict.NONE);
  }

  private static Goal routing(Measurements measurements) {
    double ns = Double.NaN;
    double bytes = Double.NaN;
    for (Measurements.Routing routing : measurements.routing) {
      if (routing.benchmark().endsWith(ROUTING_CASE)) {
        ns = routing.ns();
        bytes = routing.bytes();
      }
    }
    Verdict fast = Verdict.atMost(ns, ROUTING_NS);
    return new Goal(
        "routing decision",
        Double.isNaN(ns) ? "-" : Numbers.text(ns, 1) + " ns, " + Numbers.text(bytes, 2) + " B",
        "under 100 ns, 0 B",
        fast == Verdict.PASS ? Verdict.atMost(bytes, NO_BYTES) : fast,
        "-",
        Verdict.NONE);
  }
}
