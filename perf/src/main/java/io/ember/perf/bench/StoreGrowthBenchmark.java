package io.ember.perf.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Inserting keys into a store that grows from empty, the price of an insert. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StoreGrowthBenchmark {
  private static final int KEYS = 500_000;

  /** Which store, see {@link Stores#open}; one Chronicle Map does not grow. */
  @Param({"direct", "api", "heap", "hash-map"})
  public String store = "";

  @Benchmark
  @OperationsPerInvocation(KEYS)
  public void insert() {
    try (BenchStore empty = Stores.open(store, KEYS)) {
      StoreState.fill(empty, KEYS, new byte[StoreState.VALUE_BYTES]);
    }
  }
}
