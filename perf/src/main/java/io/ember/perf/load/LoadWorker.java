package io.ember.perf.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One thread of the generator with its connections. */
final class LoadWorker implements AutoCloseable {
  /** With less than this to the next operation it is not worth to block in the selector. */
  private static final long BLOCK_NS = 2_000_000;

  private static final long MAX_BLOCK_MS = 50;

  private final Workload workload;
  private final Selector selector;
  private final LoadConnection[] connections;
  private final RequestEncoder encoder;
  private final SplittableRandom random;
  private final LatencyRecorder recorder = new LatencyRecorder();
  private final Consumer<SelectionKey> onReady = this::ready;
  private final boolean sequential;
  private long nextKey;
  private long originNs;
  private long measureFromNs;
  private volatile boolean stopped;

  private long errorCount;
  private long missCount;
  private long lostCount;
  private @Nullable String firstError;
  private @Nullable IOException failure;

  /**
   * @param index of this worker, which gets its share of the connections
   * @param firstKey for {@code sequential}: the key to begin with
   * @param sequential whether to take keys in order instead of at random
   */
  LoadWorker(Workload workload, int index, long firstKey, boolean sequential) throws IOException {
    this.workload = workload;
    this.nextKey = firstKey;
    this.sequential = sequential;
    encoder = new RequestEncoder(workload.valueBytes(), workload.seed());
    random = new SplittableRandom(workload.seed() * 31 + index);
    int count =
        workload.connections() / workload.threads()
            + (index < workload.connections() % workload.threads() ? 1 : 0);
    selector = Selector.open();
    connections = new LoadConnection[count];
    try {
      for (int i = 0; i < count; i++) {
        connections[i] = new LoadConnection(workload, this, selector, encoder.maxRequestBytes());
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  LatencyRecorder recorder() {
    return recorder;
  }

  /** {@return ns since time 0 of the run} */
  long nowNs() {
    return System.nanoTime() - originNs;
  }

  /**
   * Runs the schedule to its end and waits for the answers.
   *
   * @param originNs what {@link System#nanoTime} says at time 0 of the run
   * @param measureFromNs time of the run from which on what becomes due is recorded
   * @param giveUpNs time of the run at which what was not sent or not answered is recorded with the
   *     time that it has waited so far
   */
  void run(Schedule schedule, long originNs, long measureFromNs, long giveUpNs) throws IOException {
    this.originNs = originNs;
    this.measureFromNs = measureFromNs;
    Dispatcher dispatcher = new Dispatcher(schedule, connections);
    while (!stopped) {
      long nowNs = nowNs();
      long nextNs = dispatcher.dispatch(nowNs);
      for (LoadConnection connection : connections) {
        connection.flush();
      }
      if (nextNs == Schedule.NEVER && inFlightCount() == 0) {
        return;
      }
      if (nowNs >= giveUpNs) {
        giveUp(schedule);
        return;
      }
      await(nextNs, nowNs);
      if (failure != null) {
        throw failure;
      }
    }
  }

  /** Ends {@link #run} soon. Any thread. */
  void stop() {
    stopped = true;
  }

  @SuppressWarnings("ThreadPriorityCheck") // to let others run first is what the option is for
  private void idle() {
    switch (workload.idle()) {
      case SPIN -> Thread.onSpinWait();
      case YIELD -> Thread.yield();
      case PARK -> LockSupport.parkNanos(1);
    }
  }

  /** Handles what is ready, or waits for it or for the next operation. */
  private void await(long nextNs, long nowNs) throws IOException {
    long leftNs = nextNs - nowNs;
    if (leftNs <= 0) {
      selector.select(onReady, MAX_BLOCK_MS); // no connection has room: only an answer helps
    } else if (leftNs > BLOCK_NS) {
      selector.select(onReady, Math.min(MAX_BLOCK_MS, leftNs / 2_000_000));
    } else if (selector.selectNow(onReady) == 0) {
      idle();
    }
  }

  private void ready(SelectionKey key) {
    LoadConnection connection = (LoadConnection) key.attachment();
    try {
      if (key.isWritable()) {
        connection.flush();
      }
      if (key.isReadable()) {
        connection.read();
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private int inFlightCount() {
    int count = 0;
    for (LoadConnection connection : connections) {
      count += connection.inFlightCount();
    }
    return count;
  }

  private void giveUp(Schedule schedule) {
    long nowNs = nowNs();
    for (LoadConnection connection : connections) {
      connection.giveUp(nowNs);
    }
    for (long dueNs = schedule.nextNs(nowNs);
        dueNs <= nowNs;
        schedule.advance(), dueNs = schedule.nextNs(nowNs)) {
      lost(chooseSet(), dueNs, nowNs);
    }
  }

  /** Encodes the next request. {@return whether it is a SET} */
  boolean encodeNext(ByteBuffer target) {
    boolean isSet = chooseSet();
    long key = sequential ? nextKey++ : random.nextLong(workload.keyCount());
    encoder.encode(target, isSet, key);
    return isSet;
  }

  private boolean chooseSet() {
    double share = workload.setShare();
    return share >= 1 || (share > 0 && random.nextDouble() < share);
  }

  /** A request that was due at {@code dueNs} has been answered. */
  void answered(boolean isSet, long dueNs, long nowNs, ReplyReader reply) {
    record(isSet, dueNs, nowNs);
    if (reply.wasError()) {
      errorCount++;
      if (firstError == null) {
        firstError = reply.errorText();
      }
    } else if (reply.wasNil()) {
      missCount++;
    }
  }

  /** A request that was due at {@code dueNs} is not waited for any longer. */
  void lost(boolean isSet, long dueNs, long nowNs) {
    lostCount++;
    record(isSet, dueNs, nowNs);
  }

  private void record(boolean isSet, long dueNs, long nowNs) {
    if (dueNs >= measureFromNs) {
      recorder.record(isSet, nowNs - dueNs);
    }
  }

  long errorCount() {
    return errorCount;
  }

  long missCount() {
    return missCount;
  }

  long lostCount() {
    return lostCount;
  }

  @Nullable String firstError() {
    return firstError;
  }

  @Override
  public void close() throws IOException {
    for (LoadConnection connection : connections) {
      if (connection != null) {
        connection.close();
      }
    }
    selector.close();
  }
}
