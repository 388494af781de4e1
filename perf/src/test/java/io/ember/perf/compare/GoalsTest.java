package io.ember.perf.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.perf.compare.Goal.Verdict;
import io.ember.perf.compare.Measurements.Garbage;
import io.ember.perf.compare.Measurements.LatencyRound;
import io.ember.perf.compare.Measurements.MemoryPoint;
import io.ember.perf.compare.Measurements.Routing;
import io.ember.perf.compare.Measurements.ThroughputCase;
import io.ember.perf.compare.Measurements.ThroughputRound;
import io.ember.perf.compare.Measurements.ThroughputRun;
import io.ember.perf.report.HtmlWriter;
import io.ember.perf.report.MarkdownWriter;
import io.ember.perf.report.Report;
import io.ember.perf.report.RunInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class GoalsTest {
  private final Measurements measurements = new Measurements();

  @Test
  void nothingMeasuredIsNothingReached() {
    List<Goal> goals = Goals.judge(measurements);

    assertThat(goals).hasSize(12);
    assertThat(goals).extracting(Goal::goalVerdict).containsOnly(Verdict.UNKNOWN);
    assertThat(Goals.floorsHold(goals)).isFalse();
    assertThat(Goals.goalsHold(goals)).isFalse();
  }

  @Test
  void theRatioIsTheMedianOfTheRatiosOfTheRounds() {
    // The machine was ten times slower in the second round, for both.
    throughput("SET", 16, 200, 100);
    throughput("SET", 16, 20, 10);
    throughput("SET", 16, 90, 100);

    Goal goal = goalOf("SET 64 B, P=16");

    assertThat(goal.value()).isEqualTo("2.00");
    assertThat(goal.goalVerdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void aFloorCanHoldWhereTheGoalIsMissed() {
    throughput("GET", 64, 130, 100);

    assertThat(goalOf("GET 64 B, P=64").goalVerdict()).isEqualTo(Verdict.FAIL);
    assertThat(goalOf("GET 64 B, P=64").floorVerdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void largerValuesHaveNoGoal() {
    measurements
        .throughput
        .computeIfAbsent(new ThroughputCase("SET", 1024, 1), unused -> new ArrayList<>())
        .add(new ThroughputRound(run(1), run(100)));

    assertThat(Goals.judge(measurements))
        .extracting(Goal::goalVerdict)
        .doesNotContain(Verdict.FAIL);
  }

  @Test
  void memoryIsGrowthAtOneMillionAndTheWholeProcessAtTenMillion() {
    memory("Ember", 1_000_000, 100_000_000, 400_000_000);
    memory("Redis", 1_000_000, 10_000_000, 210_000_000);
    memory("Ember", 10_000_000, 100_000_000, 1_500_000_000);
    memory("Redis", 10_000_000, 10_000_000, 2_000_000_000);

    Goal growth = goalOf("memory per key over the empty process");
    Goal whole = goalOf("memory of the whole process");

    assertThat(growth.value()).isEqualTo("1.50 (300 B / 200 B)");
    assertThat(growth.goalVerdict()).isEqualTo(Verdict.FAIL);
    assertThat(growth.floorVerdict()).isEqualTo(Verdict.PASS);
    assertThat(whole.value()).isEqualTo("0.75 (150 B / 200 B)");
    assertThat(whole.goalVerdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void whatAnIdleNodeAllocatesIsNotChargedToOperations() {
    measurements.garbage.add(new Garbage("SET", 1_000_000, 2, 11_000, 5_000, 0, "x"));
    measurements.garbage.add(new Garbage("GET", 1_000_000, 2, 9_000_000, 5_000, 3, "x"));

    assertThat(goalOf("garbage per SET").value()).isEqualTo("0.001 B");
    assertThat(goalOf("garbage per SET").goalVerdict()).isEqualTo(Verdict.PASS);
    assertThat(goalOf("garbage per GET").goalVerdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void theTailIsJudgedByTheMedianOfTheRounds() {
    latency(100_000, 200_000);
    latency(900_000, 300_000);
    latency(150_000, 250_000);

    Goal goal = goalOf("p99.9 under half load");

    assertThat(goal.value()).isEqualTo("150 us / 250 us");
    assertThat(goal.goalVerdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void aRoutingDecisionMustBeFastAndWithoutGarbage() {
    measurements.routing.add(new Routing("RoutingBenchmark.oneKey", 9, 24));
    measurements.routing.add(new Routing("RoutingBenchmark.fiveKeys", 190, 0));

    assertThat(goalOf("routing decision").goalVerdict()).isEqualTo(Verdict.FAIL);

    measurements.routing.set(0, new Routing("RoutingBenchmark.oneKey", 9, 0.0001));

    assertThat(goalOf("routing decision").goalVerdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void theReportShowsWhatThereIs() {
    for (String operation : List.of("SET", "GET")) {
      for (int pipeline : List.of(1, 16, 64)) {
        throughput(operation, pipeline, 300, 100);
      }
    }
    memory("Ember", 1_000_000, 1_000_000, 101_000_000);
    latency(100_000, 200_000);
    measurements.garbage.add(new Garbage("SET", 1_000_000, 2, 0, 0, 0, "no thread allocated"));
    measurements.startupMs.put("Ember", List.of(800.0, 900.0, 850.0));
    measurements.failures.add("memory: no such process");

    Report report =
        CompareReport.of(
            measurements,
            CompareConfig.QUICK,
            new RunInfo("m", "k", "j", "c", Instant.EPOCH, "perf compare"),
            "7.0.15",
            "shipped defaults");
    String text = MarkdownWriter.render(report);

    assertThat(text)
        .contains("Failed: memory: no such process", "## Goals", "SET 64 B P=64", "3.00 to 3.00")
        .contains("## Memory", "100.0", "## Start", "800 to 900", "not measured");
    assertThat(HtmlWriter.render(report)).contains("<svg ").doesNotContain("NaN");
  }

  private Goal goalOf(String beginning) {
    return Goals.judge(measurements).stream()
        .filter(goal -> goal.what().startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }

  private void throughput(String operation, int pipeline, double ember, double redis) {
    measurements
        .throughput
        .computeIfAbsent(new ThroughputCase(operation, 64, pipeline), unused -> new ArrayList<>())
        .add(new ThroughputRound(run(ember), run(redis)));
  }

  private static ThroughputRun run(double operationsPerSecond) {
    return new ThroughputRun(operationsPerSecond, 1, 0.1, 0.2);
  }

  private void memory(String server, long keys, long emptyBytes, long rssBytes) {
    measurements.memory.add(new MemoryPoint(server, keys, emptyBytes, rssBytes));
  }

  private void latency(long emberNs, long redisNs) {
    Histogram ember = new Histogram(3);
    ember.recordValue(emberNs);
    Histogram redis = new Histogram(3);
    redis.recordValue(redisNs);
    measurements
        .latency
        .computeIfAbsent(Goals.LATENCY_PIPELINE, unused -> new ArrayList<>())
        .add(new LatencyRound(1000, ember, redis));
  }
}
