package io.ember.cluster.lane;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import io.ember.cluster.routing.ClusterError;
import io.ember.cluster.routing.Router;
import io.ember.engine.CommandExecutor;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;
import io.ember.engine.LaneStep;
import io.ember.engine.command.CommandFlag;
import io.ember.engine.command.CommandHandler;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane: executes the calls of its ring in order on the data that it alone owns.
 *
 * <p>Calls are gathered into batches of {@link #BATCH}, because bringing what many keys need into
 * the cache at once costs half of what it costs one by one; then each is executed and its reply
 * collected; the replies of a batch go to each client loop with one hand-over. Between batches, and
 * while the ring is empty, it does a slice of long work at a time.
 *
 * <p>Nothing that a call does stops the lane: it is answered with an error and the next one is
 * executed. Owner thread: the lane's.
 */
final class LaneHandler implements EventHandler<LaneEvent> {
  /** Most calls that are prepared together. */
  static final int BATCH = 64;

  /** Calls after which the replies are handed over although the ring has more. */
  private static final int HAND_OVER_CALLS = 256;

  private static final Logger LOG = LoggerFactory.getLogger(LaneHandler.class);

  private final int index;
  private final LaneHandler[] lanes;
  private final LaneRing ring;
  private final Router router;
  private final LaneData.Source source;
  private final LaneCounters counters = new LaneCounters();
  private final CommandExecutor executor = new CommandExecutor();
  private final SlotCounters slotCounters;
  private final LaneReplies replies;
  private final LaneMail mail;
  private final ArrayDeque<LaneSlice> slices = new ArrayDeque<>();
  private final @Nullable EngineCall[] calls = new EngineCall[BATCH];
  private final Key[] keys = new Key[BATCH];
  private final Key noKey = new Key();
  private int callCount;
  private int keyCount;
  private @Nullable LaneData data;
  private @Nullable ReplicationPort port;
  private @Nullable LaneTicker ticker;
  private PermitRef permits = new PermitRef();
  private @Nullable LaneReplication replication;
  private @Nullable Sequence consumed;
  private @Nullable Runnable whenStopped;
  private int longCalls;

  /** How many long writes each slot has under way; those on no slot in particular under -1. */
  private final Map<Integer, Integer> longWrites = new HashMap<>();

  private long countedVersion;

  /**
   * @param lanes all lanes, to be filled by the one who makes them
   * @param router asked again for each call with a key: its slot may have been closed since the
   *     call was sent here
   */
  LaneHandler(
      int index, LaneHandler[] lanes, LaneRing ring, Router router, LaneData.Source source) {
    this.index = index;
    this.lanes = lanes;
    this.ring = ring;
    mail = new LaneMail(ring);
    this.router = router;
    this.source = source;
    slotCounters = new SlotCounters(index, lanes.length);
    replies = new LaneReplies(this::leave, slotCounters);
    java.util.Arrays.fill(keys, noKey);
  }

  int index() {
    return index;
  }

  int laneCount() {
    return lanes.length;
  }

  /** {@return another lane, whose data may be touched only while it stands still} */
  LaneHandler peer(int lane) {
    return lanes[lane];
  }

  LaneRing ring() {
    return ring;
  }

  LaneCounters counters() {
    return counters;
  }

  SlotCounters slotCounters() {
    return slotCounters;
  }

  CommandExecutor executor() {
    return executor;
  }

  LaneReplies replies() {
    return replies;
  }

  LaneMail mail() {
    return mail;
  }

  /** {@return its replication, null if this node is in no cluster} */
  @Nullable LaneReplication replication() {
    return replication;
  }

  /** Has the lane replicate; before it opens. */
  void replicateThrough(ReplicationPort to, PermitRef permitted, LaneTicker reminding) {
    port = to;
    ticker = reminding;
    permits = permitted;
  }

  Keyspace keyspace() {
    LaneData mine = data;
    if (mine == null) {
      throw new IllegalStateException("lane " + index + " has no data yet");
    }
    return mine.keyspace();
  }

  /** Creates the lane's data, on the lane's own thread. */
  void open() {
    LaneData opened = source.open(index);
    data = opened;
    ReplicationPort through = port;
    LaneTicker reminding = ticker;
    if (through != null && reminding != null) {
      replication = new LaneReplication(this, through, permits, reminding, opened.keyspace());
    }
  }

  /** Frees the lane's data, on the lane's own thread. */
  void close() {
    LaneReplication replicating = replication;
    LaneData mine = data;
    replication = null;
    data = null;
    try {
      if (replicating != null) {
        replicating.close();
      }
    } finally {
      if (mine != null) {
        mine.close();
      }
    }
  }

  @Override
  public void setSequenceCallback(Sequence sequence) {
    consumed = sequence;
  }

  @Override
  public void onEvent(LaneEvent event, long sequence, boolean endOfBatch) {
    Object item = event.item;
    event.item = null;
    if (item instanceof EngineCall call) {
      gather(call);
      if (callCount == BATCH || endOfBatch) {
        executeGathered();
        release(sequence);
      }
    } else {
      executeGathered();
      release(sequence);
      if (item instanceof LaneTask task) {
        runTask(task);
      }
    }
    if (!mail.isEmpty()) {
      mail.take(this);
    }
    if (endOfBatch) {
      handOver();
      runSlices(sequence);
    } else if (waitingReplies() >= HAND_OVER_CALLS || replies.areLarge()) {
      handOver();
    }
  }

  private int waitingReplies() {
    LaneReplication mine = replication;
    return replies.waiting() + (mine == null ? 0 : mine.waitingReplies());
  }

  private void handOver() {
    LaneReplication mine = replication;
    if (mine == null) {
      replies.handOver();
    } else {
      mine.handOver();
    }
  }

  /** Lets something leave that was executed here. */
  private void leave(Departure departure) {
    LaneReplication mine = replication;
    if (mine == null || departure.point().isFree()) {
      departure.leave();
    } else {
      mine.depart(departure);
    }
  }

  /** Gives the cells back to the producers before the whole of a long batch is done. */
  private void release(long sequence) {
    Sequence mine = consumed;
    if (mine != null) {
      mine.set(sequence);
    }
  }

  // ---- calls

  private void gather(EngineCall call) {
    calls[callCount++] = call;
    if (call.firstKeyIndex() >= 0) {
      keys[keyCount++] = call.firstKey();
    }
  }

  private void executeGathered() {
    int count = callCount;
    if (count == 0) {
      return;
    }
    int prefetched = keyCount;
    // Whatever happens below, the next call is gathered at the front.
    callCount = 0;
    keyCount = 0;
    long begin = System.nanoTime();
    Keyspace keyspace = keyspace();
    prepare(keyspace, prefetched);
    LaneReplication mine = replication;
    boolean isPlain = mine == null || mine.isBypassed(begin);
    int weight = slotCounters.weightOfBatch(count);
    // What was done for all calls of a measured batch is shared by them.
    long mark = weight > 1 ? System.nanoTime() : begin;
    long share = (mark - begin) / count;
    for (int i = 0; i < count; i++) {
      EngineCall call = calls[i];
      calls[i] = null;
      if (call == null) {
        continue;
      }
      // Asked before: who made the call may reuse it as soon as it is complete.
      int slot = weight == 0 ? -1 : SlotCounters.slotOf(call);
      if (isPlain || mine == null) {
        executeSafely(call, keyspace);
      } else {
        takeSafely(call, mine);
      }
      if (weight > 0) {
        long now = System.nanoTime();
        slotCounters.worked(slot, weight * (share + now - mark));
        mark = now;
      }
    }
    counters.batch(count, (weight > 0 ? mark : System.nanoTime()) - begin);
  }

  /** Calls are executed without it as well. */
  private void prepare(Keyspace keyspace, int count) {
    try {
      keyspace.setNowMs(System.currentTimeMillis());
      if (count > 1) {
        keyspace.stores().prefetch(keys, count);
      }
    } catch (RuntimeException | Error failure) {
      LOG.error("lane {}: a batch could not be prepared", index, failure);
    }
  }

  private void executeSafely(EngineCall call, Keyspace keyspace) {
    try {
      execute(call, keyspace);
    } catch (RuntimeException | Error failure) {
      failed(call, failure);
    }
  }

  private void takeSafely(EngineCall call, LaneReplication through) {
    try {
      through.take(call);
    } catch (RuntimeException | Error failure) {
      failed(call, failure);
    }
  }

  /** A call could not be completed: it is answered all the same. */
  void failed(EngineCall call, Throwable failure) {
    LOG.error("lane {}: a call could not be completed", index, failure);
    answerFailure(call, failure);
  }

  private void answerFailure(EngineCall call, Throwable failure) {
    try {
      executor.fail(call, failure);
      call.completed();
    } catch (RuntimeException | Error again) {
      LOG.error("lane {}: nor answered with an error", index, again);
    }
  }

  private void execute(EngineCall call, Keyspace keyspace) {
    enter(call);
    if (call.firstKeyIndex() >= 0 && !isOpen(call)) {
      refuse(call);
      return;
    }
    performToTheEnd(call, keyspace);
  }

  /** Executes a call that waits for nothing and holds nothing back. */
  void performToTheEnd(EngineCall call, Keyspace keyspace) {
    perform(call, keyspace);
    LaneStep step = call.takeContinuation();
    if (step == null) {
      call.completed();
    } else {
      goOnLater(call, step);
    }
  }

  /** Executes a call that this lane has {@linkplain #enter entered}. */
  void perform(EngineCall call, Keyspace keyspace) {
    CommandHandler handler = call.command().handler();
    if (handler instanceof CommandHandler.OnSlot) {
      executor.execute(call, keyspace);
    } else {
      executeOnLane((CommandHandler.OnLane) handler, call, keyspace);
    }
  }

  /** A slot that has left and comes back begins to be counted anew. */
  void keepCountersOfOwnSlots() {
    long version = router.version();
    if (version != countedVersion) {
      countedVersion = version;
      slotCounters.keep(router::isOfOwnShard);
    }
  }

  /** {@return whether the slot is served here} */
  boolean isServed(int slot) {
    return router.isServed(slot);
  }

  /** {@return whether the slot of the call's keys is served here} */
  boolean isOpen(EngineCall call) {
    return isServed(call.firstKey().slot());
  }

  /** {@return why a call that {@link #isOpen} denied is not executed} */
  ClusterError refusal(EngineCall call) {
    ClusterError refusal = router.refusal(call);
    // The slot was closed and opened again in between: the client may simply ask again.
    return refusal != null
        ? refusal
        : new ClusterError(ErrorCode.TRYAGAIN, "Slot was being moved, not executed");
  }

  void refuse(EngineCall call) {
    ClusterError refusal = refusal(call);
    call.resetReply();
    call.reply().error(refusal.code(), refusal.message());
    call.completed();
  }

  private void executeOnLane(CommandHandler.OnLane handler, EngineCall call, Keyspace keyspace) {
    try {
      handler.execute(call, keyspace, index, lanes.length);
    } catch (RuntimeException | Error failure) {
      executor.fail(call, failure);
    }
  }

  /** Begins to execute a call here, so that its reply is collected with the others. */
  void enter(EngineCall call) {
    if (call instanceof LaneCall laneCall) {
      replies.enter(laneCall);
    }
  }

  void goOnLater(EngineCall call, LaneStep step) {
    if (call instanceof LaneCall laneCall) {
      laneCall.leaveLane();
    }
    int writes = call.command().is(CommandFlag.WRITE) ? 1 : 0;
    longCalls++;
    countLongWrites(slotOf(call), writes);
    int slot = slotOf(call);
    Stretch stretch = new Stretch(replication, call, slot);
    slices.add(
        lane -> {
          long begin = System.nanoTime();
          boolean isOver = !stretch.mayGoOn() || lane.executor.run(call, step, lane.keyspace());
          stretch.record();
          lane.slotCounters.worked(slot, System.nanoTime() - begin);
          if (isOver) {
            lane.longCalls--;
            lane.countLongWrites(slotOf(call), -writes);
            if (call instanceof LaneCall laneCall) {
              lane.slotCounters.answered(call, laneCall.writtenBytes());
            }
            stretch.end(call::completed, () -> HeldWork.lose(call));
          }
          return isOver;
        });
  }

  /**
   * Does something when all that was done here before is committed.
   *
   * @param unknown what to do if that will never be known
   */
  void afterCommit(Runnable task, Runnable unknown) {
    Stretch.ofNode(replication).end(task, unknown);
  }

  /** {@return whether no call is half done, or waits for its turn} */
  boolean hasNoLongCalls() {
    LaneReplication mine = replication;
    return longCalls == 0 && (mine == null || mine.isRoomEmpty());
  }

  /** {@return whether no work that may change the slot is half done} */
  boolean hasNoLongWrites(int slot) {
    return longWrites.isEmpty() || (!longWrites.containsKey(slot) && !longWrites.containsKey(-1));
  }

  /** A write is not over after its first slice, or is. */
  void countLongWrites(int slot, int more) {
    longWrites.merge(slot, more, Integer::sum);
    longWrites.remove(slot, 0);
  }

  private static int slotOf(EngineCall call) {
    return call.firstKeyIndex() < 0 ? -1 : call.firstKey().slot();
  }

  /**
   * Has work begin now, or when the node may serve it.
   *
   * @param slot that it is about, -1 for none in particular
   * @param refused told why it is not done at all
   */
  void admit(int slot, boolean writes, Runnable work, Consumer<ClusterError> refused) {
    LaneReplication mine = replication;
    if (mine == null || mine.isBypassed(System.nanoTime())) {
      work.run();
    } else {
      mine.admit(slot, writes, work, refused);
    }
  }

  // ---- tasks and slices

  void runTask(LaneTask task) {
    long begin = System.nanoTime();
    keyspace().setNowMs(System.currentTimeMillis());
    try {
      task.run(this);
    } catch (RuntimeException | Error failure) {
      LOG.error("lane {}: a task failed", index, failure);
    }
    counters.slice(System.nanoTime() - begin);
  }

  /** Has long work done a slice at a time, behind what is long already. */
  void addSlices(LaneSlice slice) {
    slices.add(slice);
  }

  /** Has the lane end after the current batch; what is long is finished before. */
  void stopWhenDone(Runnable stopped) {
    whenStopped = stopped;
    LaneReplication mine = replication;
    if (mine != null) {
      mine.stopping();
    }
  }

  /** At least one slice, so that a busy ring does not starve them; more while the ring is empty. */
  private void runSlices(long sequence) {
    while (!slices.isEmpty()) {
      runSlice();
      handOver();
      if (whenStopped == null && ring.hasNext(sequence)) {
        return;
      }
    }
    Runnable stopped = whenStopped;
    if (stopped != null) {
      stopped.run();
    }
  }

  private void runSlice() {
    LaneSlice slice = slices.remove();
    long begin = System.nanoTime();
    keyspace().setNowMs(System.currentTimeMillis());
    boolean last;
    try {
      last = slice.run(this);
    } catch (RuntimeException | Error failure) {
      LOG.error("lane {}: a slice of long work failed", index, failure);
      last = true;
    }
    if (!last) {
      slices.add(slice);
    }
    counters.slice(System.nanoTime() - begin);
  }
}
