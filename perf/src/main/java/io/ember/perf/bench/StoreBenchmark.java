package io.ember.perf.bench;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One call of a store at random among many keys of 16 bytes with values of 64, in batches of 16: a
 * Chronicle Map per slot by direct access and by its ordinary interface, the engine's store on the
 * heap, one Chronicle Map for all slots, one {@code HashMap}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StoreBenchmark {
  private static final int BATCH = 16;

  /** Which store, see {@link Stores#open}. */
  @Param({"direct", "api", "heap", "one-map", "hash-map"})
  public String store = "";

  /** How many keys it has. */
  @Param("1000000")
  public int keys;

  private @Nullable StoreState state;

  /** Fills the store. */
  @Setup
  public void open() {
    state = new StoreState(store, keys);
  }

  /** Frees the store. */
  @TearDown
  public void close() {
    state().close();
  }

  private StoreState state() {
    StoreState open = state;
    if (open == null) {
      throw new IllegalStateException("the store is not open");
    }
    return open;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long get() {
    return state().get(BATCH);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void put() {
    state().put(BATCH);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void putOtherSize() {
    state().putOtherSize(BATCH);
  }
}
