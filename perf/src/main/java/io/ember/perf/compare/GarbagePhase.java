package io.ember.perf.compare;

import io.ember.perf.compare.Measurements.Garbage;
import io.ember.perf.load.IntervalLog;
import io.ember.perf.load.LoadGenerator;
import io.ember.perf.load.Workload;
import io.ember.perf.load.Workload.Idle;
import io.ember.perf.server.AllocationProbe;
import io.ember.perf.server.Target;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Heap allocation of the Ember process per operation in steady state: the keys exist, values keep
 * their size, connections are open and code is compiled.
 */
final class GarbagePhase {
  private static final String PART = "garbage";
  private static final int PIPELINE = 16;
  private static final int THREADS_SHOWN = 4;

  private GarbagePhase() {}

  static void run(CompareConfig config, Target ember, Measurements measurements, Journal journal)
      throws IOException, InterruptedException {
    try (AllocationProbe probe = AllocationProbe.attach(ember.pid())) {
      double idle = idleBytesPerSecond(probe, config.garbageSeconds() / 2);
      journal.add(PART, "idle", 1, ember.name(), "bytes/s", idle);
      for (String operation : List.of("SET", "GET")) {
        Garbage garbage = measure(config, ember, probe, operation, idle);
        measurements.garbage.add(garbage);
        journal.add(
            PART, operation, 1, ember.name(), "bytes/operation", garbage.bytesPerOperation());
        journal.say(
            "garbage per %s: %.3f B over %,d operations, %.3f B without what an idle node makes (%s)",
            operation,
            garbage.bytesPerOperation(),
            garbage.operations(),
            garbage.bytesPerOperationAboveIdle(),
            garbage.busiest());
      }
    }
  }

  private static double idleBytesPerSecond(AllocationProbe probe, double seconds)
      throws InterruptedException {
    Snapshot before = Snapshot.take(probe, 0);
    TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
    Snapshot after = Snapshot.take(probe, 0);
    return after.bytesSince(before) / after.secondsSince(before);
  }

  private static Garbage measure(
      CompareConfig config, Target ember, AllocationProbe probe, String operation, double idle)
      throws IOException, InterruptedException {
    Workload workload =
        new Workload(
            ember.host(),
            ember.port(),
            config.connections(),
            PIPELINE,
            1,
            config.keyCount(),
            CompareConfig.GOAL_VALUE_BYTES,
            operation.equals("SET") ? 1 : 0,
            Idle.PARK,
            1);
    LoadGenerator.fill(workload, 0, config.keyCount()); // values of this size from here on
    Snapshot[] firstAndLast = new Snapshot[2];
    LoadGenerator generator =
        new LoadGenerator(
            workload,
            IntervalLog.NONE,
            answeredCount -> {
              Snapshot now = Snapshot.take(probe, answeredCount);
              firstAndLast[0] = firstAndLast[0] == null ? now : firstAndLast[0];
              firstAndLast[1] = now;
            });
    generator.closedLoop(config.garbageSeconds() / 2, config.garbageSeconds());
    return firstAndLast[1].since(firstAndLast[0], operation, idle);
  }

  /** What the probe said at one time, with connections open. */
  private record Snapshot(
      long atNs, long answeredCount, Map<String, Long> allocated, long collections) {

    static Snapshot take(AllocationProbe probe, long answeredCount) {
      return new Snapshot(
          System.nanoTime(), answeredCount, probe.allocatedBytes(), probe.collectionCount());
    }

    double secondsSince(Snapshot before) {
      return (atNs - before.atNs) / 1e9;
    }

    long bytesSince(Snapshot before) {
      return deltas(before).values().stream().mapToLong(Long::longValue).sum();
    }

    private Map<String, Long> deltas(Snapshot before) {
      Map<String, Long> deltas = new HashMap<>();
      allocated.forEach(
          (thread, bytes) -> deltas.put(thread, bytes - before.allocated.getOrDefault(thread, 0L)));
      return deltas;
    }

    Garbage since(Snapshot before, String operation, double idleBytesPerSecond) {
      String busiest =
          deltas(before).entrySet().stream()
              .filter(entry -> entry.getValue() > 0)
              .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
              .limit(THREADS_SHOWN)
              .map(entry -> entry.getKey() + " " + entry.getValue() + " B")
              .collect(Collectors.joining(", "));
      return new Garbage(
          operation,
          answeredCount - before.answeredCount,
          secondsSince(before),
          bytesSince(before),
          idleBytesPerSecond,
          collections - before.collections,
          busiest.isEmpty() ? "no thread allocated" : busiest);
    }
  }
}
