package io.ember.perf.bench;

import io.ember.engine.KeyHasher;
import io.ember.engine.Slots;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the client loop computes of a key, once: its slot, and the hash of its store. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SlotHashBenchmark {
  /** The key: short, with a tag, long. */
  @Param({
    "key:000000000042",
    "{user:1000}:following",
    "a:key:of:sixty-four:bytes:as:they:occur:in:larger:applications:x"
  })
  public String key = "";

  private byte[] bytes = {};
  private KeyHasher hasher = (array, offset, length) -> 0;

  /** Encodes the key and finds the hasher of the store in use. */
  @Setup
  public void prepare() {
    bytes = key.getBytes(StandardCharsets.US_ASCII);
    try (BenchStore store = Stores.open("direct", 1)) {
      hasher = store.hasher();
    }
  }

  @Benchmark
  public int slot() {
    return Slots.keySlot(bytes, 0, bytes.length);
  }

  @Benchmark
  public long storeHash() {
    return hasher.hash(bytes, 0, bytes.length);
  }
}
