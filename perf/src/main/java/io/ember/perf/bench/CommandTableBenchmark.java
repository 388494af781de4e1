package io.ember.perf.bench;

import io.ember.engine.Bytes;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding a command by the name that a client sent. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CommandTableBenchmark {
  /** The name as sent. */
  @Param({"GET", "set", "incrbyfloat", "NOSUCHCOMMAND"})
  public String name = "";

  private final CommandTable table = BenchCalls.standardCommands();
  private Bytes bytes = new Bytes();

  /** Encodes the name. */
  @Setup
  public void prepare() {
    bytes = Bytes.of(name);
  }

  @Benchmark
  public @Nullable CommandSpec find() {
    return table.find(bytes);
  }
}
