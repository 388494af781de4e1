package io.ember.perf.bench;

import io.ember.cluster.wire.RequestDecoder;
import io.ember.cluster.wire.RequestDecoder.Outcome;
import io.ember.engine.HeapBlob;
import io.ember.engine.KeyHasher;
import io.ember.engine.command.CommandTable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Decoding a pipeline of 64 requests that has arrived as a whole, alone and together with all that
 * the client loop does to a call before it sends it on: command, arity, slot, hash.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBenchmark {
  private static final int REQUESTS = 64;

  /** What is asked. */
  @Param({"GET", "SET64", "SET1024", "MGET10"})
  public String request = "";

  private final RequestDecoder decoder = new RequestDecoder(HeapBlob::new);
  private final BenchCalls.FilledCall call = new BenchCalls.FilledCall();
  private final CommandTable table = BenchCalls.standardCommands();
  private KeyHasher hasher = (array, offset, length) -> 0;
  private byte[] pipeline = {};

  /** Encodes the pipeline. */
  @Setup
  public void prepare() {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < REQUESTS; i++) {
      bytes.writeBytes(encode(i));
    }
    pipeline = bytes.toByteArray();
    try (BenchStore store = Stores.open("direct", 1)) {
      hasher = store.hasher();
    }
  }

  private byte[] encode(int number) {
    return switch (request) {
      case "GET" -> BenchCalls.encode("GET", BenchCalls.key(number));
      case "SET64" -> BenchCalls.encode("SET", BenchCalls.key(number), "x".repeat(64));
      case "SET1024" -> BenchCalls.encode("SET", BenchCalls.key(number), "x".repeat(1024));
      case "MGET10" -> {
        String[] words = new String[11];
        words[0] = "MGET";
        for (int i = 1; i < words.length; i++) {
          words[i] = BenchCalls.key(number * 10L + i);
        }
        yield BenchCalls.encode(words);
      }
      default -> throw new IllegalArgumentException("no request is named " + request);
    };
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public int decode() {
    decoder.start(0);
    int arguments = 0;
    for (int i = 0; i < REQUESTS; i++) {
      next();
      arguments += call.argumentCount();
    }
    return arguments;
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public int decodeAndResolve() {
    decoder.start(0);
    int slots = 0;
    for (int i = 0; i < REQUESTS; i++) {
      next();
      if (!table.resolve(call)) {
        throw new IllegalStateException("the command was refused");
      }
      slots += call.firstKey().slot();
    }
    return slots;
  }

  private void next() {
    call.begin(BenchCalls.CALLER, pipeline, hasher);
    if (decoder.decode(call, pipeline, pipeline.length) != Outcome.CALL) {
      throw new IllegalStateException("the pipeline ended early");
    }
  }
}
