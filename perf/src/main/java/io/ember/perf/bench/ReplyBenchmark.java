package io.ember.perf.bench;

import io.ember.cluster.wire.ReplyBuffer;
import io.ember.cluster.wire.RespReplySink;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Encoding replies into the buffer of a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReplyBenchmark {
  private static final int REPLIES = 64;

  /** Version of RESP. */
  @Param({"2", "3"})
  public int protocol;

  private final ReplyBuffer buffer = new ReplyBuffer(256 * 1024);
  private final RespReplySink sink = new RespReplySink(buffer);
  private final byte[] value = new byte[1024];

  @Benchmark
  @OperationsPerInvocation(REPLIES)
  public int ok() {
    buffer.clear();
    for (int i = 0; i < REPLIES; i++) {
      sink.begin(buffer, protocol);
      sink.ok();
    }
    return buffer.end();
  }

  @Benchmark
  @OperationsPerInvocation(REPLIES)
  public int bulk64() {
    return bulk(64);
  }

  @Benchmark
  @OperationsPerInvocation(REPLIES)
  public int bulk1024() {
    return bulk(1024);
  }

  private int bulk(int length) {
    buffer.clear();
    for (int i = 0; i < REPLIES; i++) {
      sink.begin(buffer, protocol);
      sink.bulk(value, 0, length);
    }
    return buffer.end();
  }

  @Benchmark
  @OperationsPerInvocation(REPLIES)
  public int integer() {
    buffer.clear();
    for (int i = 0; i < REPLIES; i++) {
      sink.begin(buffer, protocol);
      sink.integer(i * 1_000_003L);
    }
    return buffer.end();
  }

  @Benchmark
  @OperationsPerInvocation(REPLIES)
  public int nil() {
    buffer.clear();
    for (int i = 0; i < REPLIES; i++) {
      sink.begin(buffer, protocol);
      sink.nil();
    }
    return buffer.end();
  }
}
