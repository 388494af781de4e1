package io.ember.cluster.sim;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What many runs came to. */
final class SimOutcome {
  private final LongFunction<ReplicaRun> runs;
  final FaultTable table = new FaultTable();
  long answered;

  SimOutcome(LongFunction<ReplicaRun> runs) {
    this.runs = runs;
  }

  /** Runs seeds side by side. {@return what failed} */
  List<String> runAll(long from, long to) {
    return LongStream.range(from, to)
        .parallel()
        .mapToObj(this::run)
        .filter(text -> text != null)
        .collect(Collectors.toList());
  }

  int count(String kind, String outcome) {
    return table.count(kind, outcome);
  }

  /**
   * Runs the seeds that the properties {@code ember.sim.from} and {@code .to} name, goes on after a
   * failure, and says where it is.
   *
   * @return how many failed
   */
  long runInParts(long part) {
    long to = Long.getLong("ember.sim.to", 10_000);
    long failed = 0;
    for (long from = Long.getLong("ember.sim.from", 1); from <= to; from += part) {
      List<String> failures = runAll(from, Math.min(to + 1, from + part));
      failures.forEach(System.out::println);
      failed += failures.size();
      System.out.printf("seeds to %d: %d failed%n", from + part - 1, failed);
    }
    System.out.println(this);
    return failed;
  }

  private @Nullable String run(long seed) {
    ReplicaRun run = runs.apply(seed);
    try {
      run.run();
      return null;
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    } finally {
      synchronized (this) {
        answered += run.answered();
        table.add(run.table());
      }
    }
  }

  @Override
  public String toString() {
    return table + System.lineSeparator() + "answered        " + answered;
  }
}
