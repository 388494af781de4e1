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

/** What it brings to prefetch the keys of a batch together, by the size of the batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StoreBatchBenchmark {
  /** How many calls are prefetched together; 1 is without. */
  @Param({"1", "2", "4", "8", "16", "32", "64"})
  public int batch;

  /** How many keys the store has. */
  @Param("1000000")
  public int keys;

  private @Nullable StoreState state;

  /** Fills the store. */
  @Setup
  public void open() {
    state = new StoreState("direct", keys);
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
  @OperationsPerInvocation(KeyPicks.MAX_BATCH)
  public long get() {
    long sum = 0;
    for (int done = 0; done < KeyPicks.MAX_BATCH; done += batch) {
      sum += state().get(batch);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(KeyPicks.MAX_BATCH)
  public void put() {
    for (int done = 0; done < KeyPicks.MAX_BATCH; done += batch) {
      state().put(batch);
    }
  }
}
