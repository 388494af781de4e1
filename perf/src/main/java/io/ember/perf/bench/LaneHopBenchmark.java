package io.ember.perf.bench;

import io.ember.cluster.config.LanesConfig;
import io.ember.cluster.lane.LaneCall;
import io.ember.cluster.lane.LaneConfig;
import io.ember.cluster.lane.LaneData;
import io.ember.cluster.lane.LaneGroup;
import io.ember.cluster.lane.LanePublisher;
import io.ember.cluster.lane.ReplyLoop;
import io.ember.cluster.routing.Router;
import io.ember.engine.KeyHasher;
import io.ember.engine.Keyspace;
import io.ember.engine.MemoryBudget;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStores;
import io.ember.engine.command.CommandTable;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * The way of a call from a client loop through the ring of a lane and back: published, executed (a
 * GET of a missing key on the heap store, which costs next to nothing), its reply handed over.
 * Batches are what makes it cheap, so the price is given by their size.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LaneHopBenchmark {
  private static final int CALLS = 64;

  /** Calls that are published together. */
  @Param({"1", "16", "64"})
  public int batch;

  /** How the lane waits. */
  @Param({"backoff", "lite"})
  public String wait = "";

  private final Loop loop = new Loop();
  private final HopCall[] calls = new HopCall[CALLS];
  private @Nullable LaneGroup lanes;

  /** Starts one lane and fills the calls. */
  @Setup
  public void start() {
    HeapSlotStoreFactory factory = new HeapSlotStoreFactory();
    LaneConfig config =
        new LaneConfig(
            1,
            LaneConfig.DEFAULT_RING_SIZE,
            LanesConfig.WaitStrategy.valueOf(wait.toUpperCase(Locale.ROOT)),
            false);
    LaneGroup group = new LaneGroup(config, Router.servingAll(1), lane -> data(factory));
    group.start();
    lanes = group;
    loop.publisher = group.newPublisher();
    CommandTable table = BenchCalls.standardCommands();
    for (int i = 0; i < CALLS; i++) {
      calls[i] = new HopCall(loop, BenchCalls.key(i), factory.hasher(), table);
    }
  }

  private static LaneData data(HeapSlotStoreFactory factory) {
    SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS);
    MemoryBudget memory = new MemoryBudget(MemoryBudget.UNLIMITED, false);
    return new LaneData(stores, new Keyspace(stores, factory.hasher(), memory, slot -> true, 1));
  }

  /** Ends the lane. */
  @TearDown
  public void stop() {
    LaneGroup group = lanes;
    if (group != null) {
      group.stop();
    }
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int hop() {
    for (int from = 0; from < CALLS; from += batch) {
      for (int i = from; i < from + batch; i++) {
        calls[i].goToLane(0);
      }
      loop.publishAndAwait(batch);
    }
    return loop.deliveredCount;
  }

  /** A loop without sockets: the thread of the benchmark. */
  private static final class Loop implements ReplyLoop {
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private @Nullable LanePublisher publisher;
    private int deliveredCount;

    void publishAndAwait(int count) {
      int wanted = deliveredCount + count;
      while (!publisher().publish()) {
        Thread.onSpinWait();
      }
      while (deliveredCount != wanted) {
        Runnable task = tasks.poll();
        if (task != null) {
          task.run();
        } else {
          Thread.onSpinWait();
        }
      }
    }

    @Override
    public int index() {
      return 0;
    }

    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public LanePublisher publisher() {
      LanePublisher known = publisher;
      if (known == null) {
        throw new IllegalStateException("the loop has no lanes yet");
      }
      return known;
    }

    @Override
    public void flushDelivered() {}
  }

  /** A GET that only counts its reply. */
  private static final class HopCall extends LaneCall {
    private final Loop loop;

    HopCall(Loop loop, String key, KeyHasher hasher, CommandTable table) {
      this.loop = loop;
      byte[] array = ("GET" + key).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      begin(BenchCalls.CALLER, array, hasher);
      addArgument(0, 3);
      addArgument(3, array.length - 3);
      if (!table.resolve(this)) {
        throw new IllegalStateException("GET was refused");
      }
    }

    @Override
    public ReplyLoop loop() {
      return loop;
    }

    @Override
    protected void deliver() {
      loop.deliveredCount++;
      clearReply();
    }

    @Override
    protected void completedElsewhere() {
      throw new IllegalStateException("a GET is executed by a lane");
    }
  }
}
