package io.ember.cluster.lane;

import io.ember.cluster.bus.Bulk;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.replication.LogFigures;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.intercept.LanePort;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.routing.Router;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.Keyspace;
import io.ember.engine.command.CommandHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * All lanes of a node. Any thread, except where a method says otherwise.
 *
 * <p>Life: {@link #start}, calls, {@link #stop}. A call that comes after the end has begun is
 * answered with an error; those before are executed.
 */
public final class LaneGroup implements LanePort {
  private final LaneConfig config;
  private final LaneRing[] rings;
  private final LaneHandler[] handlers;
  private final List<LaneThread> lanes = new ArrayList<>();
  private final PermitRef permits = new PermitRef();
  private final LaneTicker ticker;
  private final AtomicInteger publishing = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param router says which slots are served
   * @param source of the lanes' data
   */
  public LaneGroup(LaneConfig config, Router router, LaneData.Source source) {
    this.config = config;
    rings = new LaneRing[config.laneCount()];
    handlers = new LaneHandler[rings.length];
    for (int i = 0; i < rings.length; i++) {
      rings[i] = new LaneRing(config.ringSize(), WaitStrategies.create(config.whenIdle()));
      handlers[i] = new LaneHandler(i, handlers, rings[i], router, source);
      lanes.add(new LaneThread(handlers[i], config));
    }
    ticker = new LaneTicker(rings);
  }

  /** Has the lanes replicate; before the start. */
  public void replicateThrough(ReplicationPort port) {
    for (LaneHandler handler : handlers) {
      handler.replicateThrough(port, permits, ticker);
    }
  }

  /**
   * Starts the lanes and returns when all of them have their data.
   *
   * @throws RuntimeException that of the first lane that could not start; none runs then
   */
  public void start() {
    try {
      lanes.forEach(LaneThread::start);
      lanes.forEach(LaneThread::awaitStarted);
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
    ticker.start();
  }

  /**
   * Executes what was published, then ends the lanes and frees their data. Whoever publishes
   * through a {@link LanePublisher} has stopped before. Idempotent.
   */
  public void stop() {
    closed = true;
    ticker.stop();
    while (publishing.get() > 0) {
      Thread.onSpinWait(); // each is between its look at the flag and its publication: microseconds
    }
    lanes.forEach(LaneThread::stop);
  }

  @Override
  public int laneCount() {
    return rings.length;
  }

  /** {@return the configuration} */
  public LaneConfig config() {
    return config;
  }

  /** {@return what each lane has done} */
  public List<LaneCounters> counters() {
    return lanes.stream().map(LaneThread::counters).toList();
  }

  /** {@return what the slots of each lane have cost; to be looked at on that lane only} */
  public List<SlotCounters> slotCounters() {
    return lanes.stream().map(LaneThread::slotCounters).toList();
  }

  /** {@return how far the logs of all lanes were a moment ago, and their copies} */
  public LogFigures logFigures() {
    return lanes.stream()
        .map(lane -> lane.counters().logs())
        .reduce(LogFigures::plus)
        .orElse(LogFigures.NONE);
  }

  /** {@return until when the node may serve, as the control line said last} */
  public Permit permit() {
    return permits.get();
  }

  /** {@return a way into the lanes for one client loop} */
  public LanePublisher newPublisher() {
    return new LanePublisher(rings);
  }

  /**
   * Lets every call that was published before come to its end, long ones included, and then asks
   * each lane something of its data. A slot that the routing table closed before has no call under
   * way when it is asked. What they did is committed then.
   *
   * @return whether every lane said yes; fails if the lanes are closing. Never call it on a lane
   */
  public CompletableFuture<Boolean> askBehindPresentCalls(Predicate<Keyspace> question) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    if (!beginPublishing()) {
      answer.completeExceptionally(new IllegalStateException("the engine is closing"));
      return answer;
    }
    try {
      AtomicInteger left = new AtomicInteger(rings.length);
      AtomicBoolean all = new AtomicBoolean(true);
      LaneSlice asking =
          lane -> {
            if (!lane.hasNoLongCalls()) {
              return false;
            }
            lane.afterCommit(
                () -> {
                  if (!question.test(lane.keyspace())) {
                    all.set(false);
                  }
                  if (left.decrementAndGet() == 0) {
                    answer.complete(all.get());
                  }
                },
                () ->
                    answer.completeExceptionally(
                        new IllegalStateException("the node is no primary any more")));
            return true;
          };
      for (LaneRing ring : rings) {
        ring.publish((LaneTask) lane -> lane.addSlices(asking));
      }
    } finally {
      publishing.decrementAndGet();
    }
    return answer;
  }

  /** Has the thread of each lane do something between calls, soon. */
  public void onEachThread(Runnable task) {
    onEachLane(lane -> task.run());
  }

  void onEachLane(LaneTask task) {
    for (LaneHandler handler : handlers) {
      handler.mail().post(task);
    }
  }

  // ---- replication

  /** Says until when the node may serve. */
  public void allow(Permit permit) {
    permits.set(permit);
    toEvery(LaneReplication::tick);
  }

  /** Says what the node is in its shard. */
  public void place(ShardView view) {
    toEvery(replication -> replication.place(view));
  }

  /** The node begins anew, as another one or in another cluster. */
  public void beginAnew(ReplicationPort.Life life) {
    permits.set(Permit.NONE);
    toEvery(replication -> replication.begin(life));
  }

  /** Takes what another node says about a log. */
  public void receive(NodeId from, LogMessage message) {
    handlers[Logs.lane(message.log(), rings.length)]
        .mail()
        .post(lane -> onReplication(lane, replication -> replication.receive(from, message)));
  }

  /** Takes what the other side of a migration says about a log. */
  public void receive(NodeId from, MigrationMessage message) {
    handlers[Logs.lane(message.log(), rings.length)]
        .mail()
        .post(lane -> onReplication(lane, replication -> replication.receive(from, message)));
  }

  /**
   * Takes what lanes of another node say about their logs, and releases it.
   *
   * @param logs a bit for each log that it is about, at least one
   */
  public void receive(NodeId from, Bulk bundle, int logs) {
    int concerned = 0;
    for (int rest = logs; rest != 0; rest &= rest - 1) {
      concerned |= 1 << Logs.lane(Integer.numberOfTrailingZeros(rest), handlers.length);
    }
    bundle.share(Integer.bitCount(concerned));
    LaneTask task =
        lane -> {
          try {
            onReplication(lane, replication -> replication.receive(from, bundle));
          } finally {
            bundle.release();
          }
        };
    for (LaneHandler handler : handlers) {
      if ((concerned & 1 << handler.index()) != 0) {
        handler.mail().post(task);
      }
    }
  }

  private void toEvery(Consumer<LaneReplication> work) {
    onEachLane(lane -> onReplication(lane, work));
  }

  private static void onReplication(LaneHandler lane, Consumer<LaneReplication> work) {
    LaneReplication replication = lane.replication();
    if (replication != null) {
      work.accept(replication);
    }
  }

  // ---- embedded calls

  @Override
  public void submit(int lane, EngineCall call) {
    if (!beginPublishing()) {
      refuse(call);
      return;
    }
    boolean published;
    try {
      published = publish(lane, call);
    } finally {
      publishing.decrementAndGet();
    }
    if (!published) {
      call.reject(ErrorCode.ERR, "the lanes are overloaded");
    }
  }

  @Override
  public void submitToEvery(EngineCall call, CommandHandler.OnEveryLane handler) {
    if (LaneThread.isCurrent()) {
      call.reject(ErrorCode.ERR, call.command().name() + " cannot be called from a lane");
      return;
    }
    FanOut fanOut = FanOut.split(call, handler, rings.length);
    if (fanOut == null) {
      return;
    }
    if (!beginPublishing()) {
      refuse(call);
      return;
    }
    try {
      for (int lane = 0; lane < rings.length; lane++) {
        rings[lane].publish(fanOut.task(lane));
      }
    } finally {
      publishing.decrementAndGet();
    }
  }

  /** A lane must not wait for a ring, not even for another lane's. */
  private boolean publish(int lane, EngineCall call) {
    if (LaneThread.isCurrent()) {
      return rings[lane].tryPublish(call);
    }
    rings[lane].publish(call);
    return true;
  }

  private boolean beginPublishing() {
    publishing.incrementAndGet();
    if (closed) {
      publishing.decrementAndGet();
      return false;
    }
    return true;
  }

  private static void refuse(EngineCall call) {
    call.reject(ErrorCode.ERR, "the engine is closing");
  }
}
