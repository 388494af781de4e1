package io.ember.examples.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClusterClient;

/**
 * One call at a time on every connection, each answer checked against the model, for as long as the
 * other things go on. The stage is the same for all workers. Owner thread: the demonstration's.
 */
final class MixedLoad implements AutoCloseable {
  private final RedisClusterClient client;
  private final Mistakes mistakes;
  private final Latencies latencies = new Latencies();
  private final LongAdder calls = new LongAdder();
  private final Map<Stage, Long> durationsNs = new EnumMap<>(Stage.class);
  private final AtomicBoolean errorIsDue = new AtomicBoolean();
  private final Crew crew;
  private long stageStartNs = System.nanoTime();
  private volatile Stage stage = Stage.BEFORE;
  private volatile @Nullable Outage outage;
  private volatile boolean stopping;

  MixedLoad(RedisClusterClient client, Crew crew, Mistakes mistakes) {
    this.client = client;
    this.crew = crew;
    this.mistakes = mistakes;
    crew.start(this::work);
  }

  private void work(Partition partition) {
    MixedWorker worker = new MixedWorker(client, partition, mistakes, this);
    while (!stopping) {
      worker.callOnce();
      calls.increment();
    }
    latencies.add(worker.latencies());
  }

  /** Ends a stage and begins another one. */
  void enter(Stage next) {
    endStage();
    stage = next;
  }

  private void endStage() {
    long nowNs = System.nanoTime();
    durationsNs.merge(stage, nowNs - stageStartNs, Long::sum);
    stageStartNs = nowNs;
  }

  /** Has one of the workers make a call that is answered with an error. */
  void injectError() {
    errorIsDue.set(true);
  }

  /** {@return whether the caller is the one to make that call} Any thread. */
  boolean takeError() {
    return errorIsDue.get() && errorIsDue.getAndSet(false);
  }

  /** Says that a primary is about to be killed. */
  void expect(Outage comes) {
    outage = comes;
  }

  /** {@return the primary that was killed, or null} Any thread. */
  @Nullable Outage outage() {
    return outage;
  }

  /** {@return the stage that the load is in} Any thread. */
  Stage stage() {
    return stage;
  }

  /** {@return how many calls were made} Any thread. */
  long calls() {
    return calls.sum();
  }

  /** Ends the load and waits for the last calls. */
  void stop() throws InterruptedException {
    endStage();
    stopping = true;
    crew.await();
  }

  /** {@return how long the calls took; after {@link #stop}} */
  Latencies latencies() {
    return latencies;
  }

  /** {@return how long a stage took, 0 if there was none} */
  long durationNs(Stage of) {
    return durationsNs.getOrDefault(of, 0L);
  }

  @Override
  public void close() {
    stopping = true;
  }
}
