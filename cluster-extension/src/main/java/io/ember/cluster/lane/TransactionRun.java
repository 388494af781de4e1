package io.ember.cluster.lane;

import io.ember.cluster.intercept.CallerExecution;
import io.ember.cluster.routing.ClusterError;
import io.ember.cluster.routing.RoutingTable;
import io.ember.cluster.session.SessionRules;
import io.ember.cluster.wire.ReplyBuffer;
import io.ember.engine.CommandExecutor;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.Keyspace;
import io.ember.engine.LaneStep;
import io.ember.engine.StoreException;
import io.ember.engine.WatchToken;
import io.ember.engine.command.CommandFlag;
import io.ember.engine.command.CommandHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One EXEC: sends the queued calls through the chain, executes those that need data on their lane
 * with no other call in between, then those that need the session, and answers with all replies.
 *
 * <p>If the slot of one call is not served here, nothing is executed: EXECABORT.
 *
 * <p>A transaction that needs the data of several lanes (DBSIZE among its commands, say) is
 * executed by lane 0 while all other lanes stand still. Only lane 0 ever makes others stand still,
 * one transaction at a time, and it never stands still itself; so there is no circle of waiting.
 *
 * <p>Commands without data are executed on the loop after those with data, because what they touch
 * belongs to the session: their replies stand in the order of the queue all the same.
 */
public final class TransactionRun implements QueuedCall.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionRun.class);

  private final LaneCall exec;
  private final List<QueuedCall> calls;
  private final WatchToken watch;
  private final int laneCount;
  private final Runnable whenDone;
  private final AtomicInteger passing;
  private volatile boolean aborted;
  private volatile @Nullable String refusal;
  private volatile @Nullable Throwable failure;
  private long replyBytes;
  private int next;
  private boolean executing;
  private boolean completed;

  private TransactionRun(
      LaneCall exec, List<QueuedCall> calls, WatchToken watch, Runnable whenDone) {
    this.exec = exec;
    this.calls = calls;
    this.watch = watch;
    this.whenDone = whenDone;
    laneCount = exec.loop().publisher().laneCount();
    // One more than there are calls: nothing happens before all of them were sent.
    passing = new AtomicInteger(calls.size() + 1);
  }

  /**
   * Executes queued calls, on the loop's thread, and completes the call of EXEC.
   *
   * @param chain sends a call through the chain of interceptors
   * @param whenDone run on the loop's thread before the call of EXEC is completed
   */
  public static void start(
      LaneCall exec,
      List<QueuedCall> calls,
      WatchToken watch,
      Consumer<EngineCall> chain,
      Runnable whenDone) {
    TransactionRun run = new TransactionRun(exec, calls, watch, whenDone);
    int protocol = exec.reply().protocol();
    for (QueuedCall call : calls) {
      call.prepare(run, protocol);
      protocol = call.protocolAfter(protocol);
    }
    try {
      calls.forEach(chain);
      run.onePassed();
    } catch (RuntimeException | Error failed) {
      run.fail(failed);
    }
  }

  @Override
  public void arrived(QueuedCall call) {
    onePassed();
  }

  @Override
  public void refused(ErrorCode code, String message) {
    refusal = code + " " + message;
  }

  private void onePassed() {
    if (passing.decrementAndGet() == 0) {
      if (exec.loop().isCurrent()) {
        publish();
      } else {
        exec.loop().execute(this::publish);
      }
    }
  }

  private void publish() {
    try {
      publishCalls();
    } catch (RuntimeException | Error failed) {
      fail(failed);
    }
  }

  private void publishCalls() {
    String why = refusal;
    if (why != null) {
      abort(why);
      return;
    }
    LanePublisher publisher = exec.loop().publisher();
    if (laneCount > 1 && needsEveryLane()) {
      publisher.addItem(0, (LaneTask) this::runOnAllLanes);
    } else {
      publisher.addItem(homeLane(), (LaneTask) this::runOnOneLane);
    }
  }

  private void abort(String why) {
    exec.resetReply();
    exec.reply().error(ErrorCode.EXECABORT, SessionRules.execAbort(why));
    complete();
  }

  private boolean needsEveryLane() {
    int home = homeLane();
    for (QueuedCall call : calls) {
      if (!call.isForCaller() && (call.firstKeyIndex() < 0 || laneOf(call) != home)) {
        return true;
      }
    }
    return false;
  }

  /** The lane of the first call with a key. */
  private int homeLane() {
    int slot = homeSlot();
    return slot < 0 ? 0 : RoutingTable.ownerLane(slot, laneCount);
  }

  private int laneOf(QueuedCall call) {
    return RoutingTable.ownerLane(call.firstKey().slot(), laneCount);
  }

  // ---- on the lane

  private void runOnOneLane(LaneHandler lane) {
    int slot = homeSlot();
    lane.admit(
        slot,
        isWrite(),
        () -> {
          Stretch stretch = new Stretch(lane.replication(), exec, slot);
          executeSafely(lane);
          stretch.end(this::goToLoop, this::lose);
        },
        this::refuse);
  }

  private void runOnAllLanes(LaneHandler lane) {
    lane.admit(-1, isWrite(), () -> runWhileOthersStand(lane), this::refuse);
  }

  private void runWhileOthersStand(LaneHandler lane) {
    Rendezvous others = Rendezvous.of(lane);
    try {
      if (!isOpenEverywhere(lane)) {
        refuse(new ClusterError(ErrorCode.TRYAGAIN, "the node's role is changing, not executed"));
        return;
      }
      List<Stretch> stretches = new ArrayList<>();
      for (int i = 0; i < laneCount; i++) {
        stretches.add(new Stretch(lane.peer(i).replication(), exec, -1));
      }
      executeSafely(lane);
      AtomicInteger left = new AtomicInteger(laneCount);
      AtomicBoolean isUnknown = new AtomicBoolean();
      for (Stretch stretch : stretches) {
        stretch.end(
            () -> oneDone(left, isUnknown.get()),
            () -> {
              isUnknown.set(true);
              oneDone(left, true);
            });
      }
    } finally {
      others.end();
    }
  }

  /** Other lanes may know already that the node is no primary any more, or not yet that it is. */
  private boolean isOpenEverywhere(LaneHandler lane) {
    for (QueuedCall call : calls) {
      if (call.firstKeyIndex() >= 0 && !call.isForCaller() && lane.isOpen(call)) {
        LaneReplication owner = lane.peer(laneOf(call)).replication();
        boolean writes = call.command().is(CommandFlag.WRITE);
        if (owner != null && !owner.isOpen(call.firstKey().slot(), writes)) {
          return false;
        }
      }
    }
    return true;
  }

  private void oneDone(AtomicInteger left, boolean isUnknown) {
    if (left.decrementAndGet() > 0) {
      return;
    }
    if (isUnknown) {
      lose();
    } else {
      goToLoop();
    }
  }

  private void goToLoop() {
    exec.loop().execute(this::answer);
  }

  private void lose() {
    exec.loop()
        .execute(
            () -> {
              end();
              exec.lost(HeldWork.NOT_PRIMARY_ANY_MORE);
            });
  }

  private void refuse(ClusterError why) {
    refused(why.code(), why.message());
    goToLoop();
  }

  private boolean isWrite() {
    return calls.stream().anyMatch(call -> call.command().is(CommandFlag.WRITE));
  }

  /** The slot of the first call with a key, -1 if none has one. */
  private int homeSlot() {
    for (QueuedCall call : calls) {
      if (call.firstKeyIndex() >= 0 && !call.isForCaller()) {
        return call.firstKey().slot();
      }
    }
    return -1;
  }

  private void executeSafely(LaneHandler lane) {
    long begin = System.nanoTime();
    try {
      execute(lane);
    } catch (RuntimeException | Error failed) {
      failure = failed;
    }
    int slot = homeSlot();
    if (slot >= 0) {
      ownerOf(slot, lane).slotCounters().worked(slot, System.nanoTime() - begin);
    }
  }

  private void execute(LaneHandler lane) {
    aborted = watch.isChangedAt(lane.keyspace().nowMs());
    if (aborted) {
      return;
    }
    for (QueuedCall call : calls) {
      if (call.isToBeExecuted() && call.firstKeyIndex() >= 0 && !lane.isOpen(call)) {
        ClusterError why = lane.refusal(call);
        refused(why.code(), why.message());
        return;
      }
    }
    for (QueuedCall call : calls) {
      if (call.isToBeExecuted() && !call.isForCaller()) {
        execute(call, lane);
      }
    }
  }

  private void execute(QueuedCall call, LaneHandler lane) {
    call.beginExecution();
    CommandExecutor executor = lane.executor();
    CommandHandler handler = call.command().handler();
    try {
      if (handler instanceof CommandHandler.OnSlot) {
        Keyspace keyspace = call.firstKeyIndex() < 0 ? lane.keyspace() : keyspaceOf(call, lane);
        executor.execute(call, keyspace);
        finish(call, keyspace, executor);
      } else if (handler instanceof CommandHandler.OnLane onLane) {
        int target = onLane.lane(call, laneCount);
        Keyspace keyspace = lane.peer(target).keyspace();
        onLane.execute(call, keyspace, target, laneCount);
        finish(call, keyspace, executor);
      } else {
        executeOnEveryLane(call, (CommandHandler.OnEveryLane) handler, lane);
      }
    } catch (RuntimeException | Error failed) {
      executor.fail(call, failed);
    }
    limit(call, executor);
    if (call.firstKeyIndex() >= 0) {
      ownerOf(call.firstKey().slot(), lane).slotCounters().answered(call, call.replyBytes());
    }
    call.completed();
  }

  /** The reply of the whole is bounded, and so are those that wait for it. */
  private void limit(QueuedCall call, CommandExecutor executor) {
    replyBytes += call.encodedReply().end();
    if (replyBytes > ReplyBuffer.MAX_BYTES) {
      replyBytes -= call.encodedReply().end();
      executor.fail(call, new StoreException(ReplyBuffer.TOO_LARGE));
      replyBytes += call.encodedReply().end();
    }
  }

  private Keyspace keyspaceOf(QueuedCall call, LaneHandler lane) {
    return ownerOf(call.firstKey().slot(), lane).keyspace();
  }

  private LaneHandler ownerOf(int slot, LaneHandler lane) {
    return lane.peer(RoutingTable.ownerLane(slot, laneCount));
  }

  private static void finish(QueuedCall call, Keyspace keyspace, CommandExecutor executor) {
    LaneStep step = call.takeContinuation();
    while (step != null && !executor.run(call, step, keyspace)) {
      // No other call may come in between: the slices follow each other.
    }
  }

  private void executeOnEveryLane(
      QueuedCall call, CommandHandler.OnEveryLane handler, LaneHandler lane) {
    var parts = handler.split(call, laneCount);
    for (int i = 0; i < parts.size(); i++) {
      Keyspace keyspace = lane.peer(i).keyspace();
      while (!parts.get(i).run(keyspace)) {
        // As above.
      }
    }
    if (!parts.isEmpty()) {
      handler.merge(call, parts);
    }
  }

  // ---- on the loop again

  private void answer() {
    try {
      answerOutcome();
    } catch (RuntimeException | Error failed) {
      fail(failed);
    }
  }

  private void answerOutcome() {
    Throwable failed = failure;
    if (failed != null) {
      fail(failed);
    } else if (refusal != null) {
      abort(refusal);
    } else if (aborted) {
      exec.reply().nilArray();
      complete();
    } else {
      executeForCaller();
    }
  }

  /** Goes on until a command says that it will be complete later. */
  private void executeForCaller() {
    while (next < calls.size()) {
      QueuedCall call = calls.get(next);
      if (call.isToBeExecuted()) {
        call.beginExecution();
        executing = true;
        CallerExecution.execute((CommandHandler.OnCaller) call.command().handler(), call);
        executing = false;
        if (!call.isAnswered()) {
          return;
        }
      }
      next++;
    }
    exec.reply().array(calls.size());
    for (QueuedCall call : calls) {
      exec.appendEncoded(call.encodedReply());
    }
    complete();
  }

  @Override
  public void executed(QueuedCall call) {
    if (!exec.loop().isCurrent()) {
      exec.loop().execute(() -> executed(call));
      return;
    }
    call.answered();
    if (!executing) {
      try {
        executeForCaller();
      } catch (RuntimeException | Error failed) {
        fail(failed);
      }
    }
  }

  /** Whatever has happened, the client has an answer. */
  private void fail(Throwable failed) {
    LOG.error("a transaction could not be completed", failed);
    if (!completed) {
      new CommandExecutor().fail(exec, failed);
      complete();
    }
  }

  private void complete() {
    try {
      end();
    } finally {
      exec.completed();
    }
  }

  private void end() {
    completed = true;
    calls.forEach(QueuedCall::discard);
    whenDone.run();
  }
}
