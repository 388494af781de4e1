package io.ember.perf.bench;

import io.ember.cluster.routing.Router;
import io.ember.cluster.routing.RoutingTable;
import io.ember.cluster.routing.RoutingTableRef;
import io.ember.cluster.wire.RequestDecoder;
import io.ember.engine.HeapBlob;
import io.ember.engine.command.CommandTable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The decision where a call goes, on a node of a cluster with four lanes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoutingBenchmark {
  private static final int CALLS = 1024;
  private static final int LANES = 4;

  private final Router router =
      new Router(new RoutingTableRef(RoutingTable.servingAll(1, LANES)), true);
  private final BenchCalls.FilledCall[] single = new BenchCalls.FilledCall[CALLS];
  private final BenchCalls.FilledCall[] many = new BenchCalls.FilledCall[CALLS];

  /** Fills calls with one key, and calls with five keys of one slot. */
  @Setup
  public void prepare() {
    CommandTable table = BenchCalls.standardCommands();
    for (int i = 0; i < CALLS; i++) {
      single[i] = filled(table, "GET", BenchCalls.key(i));
      String tag = "{user:" + i + "}:";
      many[i] = filled(table, "MGET", tag + "a", tag + "b", tag + "c", tag + "d", tag + "e");
    }
  }

  private static BenchCalls.FilledCall filled(CommandTable table, String... words) {
    byte[] request = BenchCalls.encode(words);
    BenchCalls.FilledCall call = new BenchCalls.FilledCall();
    call.begin(BenchCalls.CALLER, request, (array, offset, length) -> 0);
    RequestDecoder decoder = new RequestDecoder(HeapBlob::new);
    decoder.start(0);
    if (decoder.decode(call, request, request.length) != RequestDecoder.Outcome.CALL
        || !table.resolve(call)) {
      throw new IllegalStateException("not a request: " + String.join(" ", words));
    }
    return call;
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int oneKey() {
    return route(single);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int fiveKeys() {
    return route(many);
  }

  private int route(BenchCalls.FilledCall[] calls) {
    int sum = 0;
    for (BenchCalls.FilledCall call : calls) {
      int lane = router.route(call);
      if (lane < 0) {
        throw new IllegalStateException("a call was not routed: " + lane);
      }
      sum += lane;
    }
    return sum;
  }
}
