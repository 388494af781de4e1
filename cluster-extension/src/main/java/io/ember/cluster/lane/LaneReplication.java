package io.ember.cluster.lane;

import io.ember.cluster.bus.Bulk;
import io.ember.cluster.bus.codec.LogCodec;
import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.migration.LaneMigrations;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.replication.Gate;
import io.ember.cluster.core.replication.HoldPoint;
import io.ember.cluster.core.replication.LaneCore;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.core.replication.ShardView.Role;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.routing.ClusterError;
import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.Sessions;
import io.ember.engine.EffectSink;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.Keyspace;
import io.ember.engine.LaneStep;
import io.ember.engine.Slots;
import io.ember.engine.command.CommandFlag;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replication as a lane carries it out: {@link LaneCore} decides, this has calls wait before they
 * begin and replies before they leave. While nobody copies the node, calls bypass it.
 *
 * <p>Owner thread: the lane.
 */
final class LaneReplication {
  private static final Logger LOG = LoggerFactory.getLogger(LaneReplication.class);
  private static final ClusterError CLOSING =
      new ClusterError(ErrorCode.ERR, "the engine is closing");

  /**
   * How long work waits at most. More than one, since that is what a hand-over takes with the wait
   * of the new primary; clients of Redis wait longer for a manual failover.
   */
  private static final int PATIENCE_GRACES = 4;

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final boolean MEASURES_CPU = CPU.isCurrentThreadCpuTimeSupported();

  private static final long FIGURES_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LaneHandler lane;
  private final ReplicationPort port;
  private final PermitRef permits;
  private final LaneTicker ticker;
  private final Keyspace keyspace;
  private final LaneReplies heldReplies;
  private final Departures departures;
  private final WaitingRoom waiting = new WaitingRoom();
  private final MovingRoom moving = new MovingRoom();
  private final Runnable pumping = this::pumpCore;
  private final ReplicationPort.Outbox outbox;
  private LaneCore core;
  private long figuresNs = System.nanoTime();
  private boolean isBroken;
  private boolean isWorking;
  private boolean isWorkWanted;
  private boolean isReminded;
  private long restNs;

  LaneReplication(
      LaneHandler lane,
      ReplicationPort port,
      PermitRef permits,
      LaneTicker ticker,
      Keyspace keyspace) {
    this.ticker = ticker;
    this.lane = lane;
    this.port = port;
    this.permits = permits;
    this.keyspace = keyspace;
    outbox = port.newOutbox();
    departures = new Departures(permits);
    heldReplies = new LaneReplies(this::depart, lane.slotCounters());
    core = newCore(port.life());
  }

  private LaneCore newCore(ReplicationPort.Life life) {
    LaneCore fresh =
        new LaneCore(
            life.settings(),
            SafetyRules.ALL,
            lane.index(),
            keyspace,
            port.stores().hasher(),
            port.stores().blobs(),
            outbox,
            life.reports());
    fresh.workIn(lane::hasNoLongWrites);
    return fresh;
  }

  // ---- what the node is

  /**
   * The node begins anew, as another one or in another cluster. It was empty when it left, but for
   * what was copied to it since.
   */
  void begin(ReplicationPort.Life life) {
    handOver();
    keyspace.setEffects(EffectSink.NONE);
    for (int slot = 0; slot < Slots.SLOT_COUNT; slot++) {
      keyspace.show(slot);
      keyspace.setStill(slot, false);
      keyspace.clear(slot);
    }
    core = newCore(life);
    departures.look(core);
  }

  /** Takes a newer view of what the node is. */
  void place(ShardView view) {
    handOver();
    Runnable placing = () -> core.place(System.nanoTime(), view);
    if (core.isMoving()) {
      moves(placing);
    } else {
      guarded(placing);
    }
    lane.replies().epoch(view.epoch());
    heldReplies.epoch(view.epoch());
    look();
  }

  /** Takes a message of another node. */
  void receive(NodeId from, LogMessage message) {
    guarded(() -> core.receive(System.nanoTime(), from, message));
    look();
  }

  /** Takes what the other side of a migration says. */
  void receive(NodeId from, MigrationMessage message) {
    moves(() -> core.receive(System.nanoTime(), from, message));
    look();
  }

  /** Takes what lanes of another node say about logs of this lane. */
  void receive(NodeId from, Bulk bundle) {
    long nowNs = System.nanoTime();
    guarded(
        () -> {
          LogCodec.takeBundle(
              bundle.bytes(), bundle.length(), this::isOurs, core.receiving(nowNs, from));
          core.endReceiving(nowNs);
        });
    look();
  }

  private boolean isOurs(int log) {
    return Logs.lane(log, lane.laneCount()) == lane.index();
  }

  /** Time has passed, or the permit has changed. */
  void tick() {
    guarded(() -> core.tick(System.nanoTime()));
    isReminded = false; // the ring may have been full
    port.goOn();
    look();
    publishFigures(System.nanoTime());
  }

  private void publishFigures(long nowNs) {
    if (nowNs - figuresNs >= 0 && !isBroken) {
      figuresNs = nowNs + FIGURES_NS;
      lane.counters().take(core.figures(nowNs));
    }
  }

  /**
   * A core that fails half way through may take itself for what it is not: nothing begins or leaves
   * any more, and the node stops.
   */
  private void guarded(Runnable step) {
    if (isBroken) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException | Error failure) {
      isBroken = true;
      LOG.error("lane {}: replication has failed", lane.index(), failure);
      port.fail("replication has failed on lane " + lane.index() + ": " + failure);
    }
  }

  /** Something that is done for slots that move, which calls of others may have to wait for. */
  private void moves(Runnable step) {
    long beforeNs = cpuNs();
    guarded(step);
    lane.counters().move(cpuNs() - beforeNs);
  }

  private static long cpuNs() {
    return MEASURES_CPU ? CPU.getCurrentThreadCpuTime() : 0;
  }

  private void pumpCore() {
    core.pump(System.nanoTime());
  }

  /** Sends what was recorded. With every batch: a node that nobody copies pays nothing for it. */
  private void pump() {
    if (!core.view().replicas().isEmpty() || core.isMoving()) {
      guarded(pumping);
    }
  }

  /** {@return whether it wants to be told often that time passes} */
  boolean isBusy() {
    return core.view().role() == Role.REPLICA
        || !core.view().replicas().isEmpty()
        || !waiting.isEmpty()
        || core.isMoving()
        || departures.count() > 0;
  }

  private void look() {
    isWorkWanted = true;
    if (!isBroken) {
      departures.look(core);
    }
    lookAtRooms();
    handOver();
  }

  private void lookAtRooms() {
    if (!moving.isEmpty()) {
      moving.look(this::gateOfMoving, System.nanoTime(), waiting::add);
    }
    if (!waiting.isEmpty()) {
      waiting.look(
          this::gateOf,
          System.nanoTime(),
          waiter -> wait(waiter.slot(), waiter.writes(), waiter.work(), waiter.refused()));
    }
  }

  /** Has migrations go on, a slice at a time between calls. */
  private void workOn() {
    if (isWorkWanted && !isWorking && !isBroken && core.isMoving()) {
      isWorking = true;
      lane.addSlices(this::workSlice);
    }
  }

  private boolean workSlice(LaneHandler of) {
    isWorkWanted = false;
    restNs = LaneMigrations.NOTHING;
    moves(() -> restNs = core.work(System.nanoTime()));
    isWorking = restNs == 0;
    if (restNs > 0 && restNs != LaneMigrations.NOTHING && !isReminded) {
      isReminded = true;
      ticker.remind(lane.ring(), again -> rested(), restNs);
    }
    if (!moving.isEmpty()) {
      lookAtRooms();
    }
    return !isWorking;
  }

  private void rested() {
    isReminded = false;
    isWorkWanted = true;
    workOn();
  }

  /** The lane is about to end: nothing waits any longer to begin. */
  void stopping() {
    waiting.refuseAll(CLOSING);
    moving.refuseAll(CLOSING);
  }

  /** The lane ends. */
  void close() {
    waiting.refuseAll(CLOSING);
    moving.refuseAll(CLOSING);
    departures.voidAll();
  }

  // ---- before a call

  /** {@return whether calls need nothing of this, at this moment} */
  boolean isBypassed(long nowNs) {
    return waiting.isEmpty() && moving.isEmpty() && !isBroken && core.isAlone(permits.get(), nowNs);
  }

  /** {@return whether no work waits for its turn} */
  boolean isRoomEmpty() {
    return waiting.isEmpty();
  }

  /**
   * What is about a slot that is not served here need not wait, unless it may be any moment: it
   * will say where to ask.
   */
  private Gate gateOf(int slot, boolean writes, long nowNs) {
    if (slot >= 0 && !lane.isServed(slot)) {
      return core.isArriving(slot) ? Gate.MOVING : Gate.OPEN;
    }
    Gate gate = gate(slot, writes, nowNs);
    // It was published that the slot is here, and this lane is about to be told.
    boolean isComing = slot >= 0 && gate == Gate.NOT_PRIMARY && core.view().role() == Role.PRIMARY;
    return isComing ? Gate.MOVING : gate;
  }

  /** What waits already for the lane as a whole goes first. */
  private Gate gateOfMoving(int slot, boolean writes, long nowNs) {
    Gate gate = gateOf(slot, writes, nowNs);
    return gate == Gate.OPEN && !waiting.isEmpty() ? Gate.WAIT : gate;
  }

  /** Has work wait for a slot that is being moved. */
  private void wait(int slot, boolean writes, Runnable work, Consumer<ClusterError> refused) {
    long limitNs = port.life().settings().migration().pauseLimitNs();
    moving.add(new WaitingRoom.Waiter(slot, writes, System.nanoTime() + limitNs, work, refused));
  }

  private Gate gate(int slot, boolean writes, long nowNs) {
    if (isBroken) {
      return Gate.WAIT;
    }
    return slot < 0
        ? core.gate(permits.get(), nowNs, writes)
        : core.gate(permits.get(), nowNs, slot, writes);
  }

  /**
   * Has work begin now or when it may.
   *
   * @param slot that it is about, -1 for none in particular
   * @param refused told why it is not done at all
   */
  void admit(int slot, boolean writes, Runnable work, Consumer<ClusterError> refused) {
    long nowNs = System.nanoTime();
    Gate gate = gateOf(slot, writes, nowNs);
    if (gate == Gate.MOVING || (!moving.isEmpty() && moving.isWaiting(slot))) {
      wait(slot, writes, work, refused);
      return;
    }
    if (slot < 0 && gate == Gate.NOT_PRIMARY) {
      // What a node that serves no slot has may be looked at.
      if (writes && core.view().role() == Role.REPLICA) {
        refused.accept(
            new ClusterError(ErrorCode.READONLY, "You can't write against a read only replica."));
      } else {
        work.run();
      }
      return;
    }
    ClusterError why = WaitingRoom.refusal(gate, false);
    if (why != null) {
      refused.accept(why);
    } else if (gate == Gate.OPEN && waiting.isEmpty()) {
      work.run();
    } else {
      waiting.add(
          slot, writes, nowNs + PATIENCE_GRACES * port.life().settings().graceNs(), work, refused);
    }
  }

  /** Executes a call now or when it may. */
  void take(EngineCall call) {
    int slot = slotOf(call);
    if (slot >= 0 && !lane.isOpen(call)) {
      takeElsewheres(call, slot);
    } else if (waiting.isEmpty()
        && moving.isEmpty()
        && gate(slot, isWrite(call), System.nanoTime()) == Gate.OPEN) {
      execute(call);
    } else {
      admit(slot, isWrite(call), () -> executeLate(call), why -> refuse(call, why));
    }
  }

  /** A call on a slot that this node does not own. */
  private void takeElsewheres(EngineCall call, int slot) {
    if (core.isArriving(slot)) {
      wait(slot, isWrite(call), () -> executeLate(call), why -> refuse(call, why));
      return;
    }
    lane.enter(call);
    ClientSession session = Sessions.of(call);
    boolean isContent = session != null && session.state().readOnly() && !isWrite(call);
    if (isContent && core.isReadable(System.nanoTime(), slot)) {
      lane.performToTheEnd(call, keyspace);
    } else {
      lane.refuse(call);
    }
  }

  /** The slot may have left while the call waited. */
  private void executeLate(EngineCall call) {
    if (slotOf(call) >= 0 && !lane.isOpen(call)) {
      lane.enter(call);
      lane.refuse(call);
    } else {
      executeSafely(call);
    }
  }

  private void refuse(EngineCall call, ClusterError why) {
    lane.enter(call);
    call.resetReply();
    call.reply().error(why.code(), why.message());
    call.completed();
  }

  private static int slotOf(EngineCall call) {
    return call.firstKeyIndex() < 0 ? -1 : call.firstKey().slot();
  }

  private static boolean isWrite(EngineCall call) {
    return call.command().is(CommandFlag.WRITE);
  }

  // ---- a call and its reply

  private void executeSafely(EngineCall call) {
    try {
      execute(call);
    } catch (RuntimeException | Error failure) {
      lane.failed(call, failure);
    }
  }

  private void execute(EngineCall call) {
    int slot = slotOf(call);
    // What must wait for records does not keep what only needs a lease.
    boolean isAsync = isAsync(call);
    boolean isHeld = !isAsync && (isWrite(call) || slot < 0 || core.isUncommitted(slot));
    LaneReplies replies = isHeld ? heldReplies : lane.replies();
    LaneCall ofConnection = call instanceof LaneCall known ? known : null;
    HoldPoint point = ofConnection == null ? newPoint() : replies.enter(ofConnection);
    int records = core.recorded();
    try {
      lane.perform(call, keyspace);
    } catch (RuntimeException | Error failure) {
      core.endCall(point);
      throw failure;
    }
    LaneStep step = call.takeContinuation();
    if (step != null) {
      lane.goOnLater(call, step);
      return;
    }
    record(isAsync, point);
    isWorkWanted = true;
    require(isAsync, point, slot, core.recorded() > records);
    if (ofConnection != null) {
      ofConnection.completed();
    } else {
      depart(HeldWork.of(point, call));
    }
  }

  /** {@return a new point in the present epoch} */
  HoldPoint newPoint() {
    HoldPoint point = new HoldPoint();
    point.begin(core.view().epoch());
    return point;
  }

  /** {@return whether work that began in the epoch of that point may go on changing data} */
  boolean mayGoOn(HoldPoint point) {
    return core.view().epoch() == point.epoch();
  }

  /**
   * {@return whether the caller wants its replies at once, and accepts that what they say may be
   * lost with this node}
   */
  boolean isAsync(EngineCall call) {
    if (call.command().handler() instanceof CommitWait) {
      return false;
    }
    Acks own = call instanceof LaneCall ofConnection ? ofConnection.acks() : null;
    return (own == null ? port.acks() : own) == Acks.ASYNC;
  }

  /** Records what was done since the last time. */
  void record(boolean isAsync, HoldPoint point) {
    core.endCall(isAsync ? null : point);
    isWorkWanted = true;
  }

  /** Records what was done without a call. */
  void recordHousekeeping() {
    core.endCall(null);
    isWorkWanted = true;
    pump();
  }

  /**
   * Says what a reply depends on; what was done is recorded.
   *
   * @param slot -1 for all data of the lane
   */
  void require(boolean isAsync, HoldPoint point, int slot, boolean hasRecord) {
    if (isAsync) {
      core.requireLease(point);
    } else if (slot < 0) {
      core.requireAll(point);
    } else {
      core.require(point, slot, hasRecord);
    }
  }

  /** {@return whether a call on the slot may begin at this moment} */
  boolean isOpen(int slot, boolean writes) {
    return gate(slot, writes, System.nanoTime()) == Gate.OPEN;
  }

  /** {@return whether all that the lane has may be changed at this moment} */
  boolean mayChange() {
    Gate gate = gate(-1, true, System.nanoTime());
    return gate == Gate.OPEN || (gate == Gate.NOT_PRIMARY && core.view().role() == Role.NONE);
  }

  /** {@return whether nothing may be changed any more, since a replica takes over} */
  boolean isHandingOver() {
    return core.view().handsOver();
  }

  /** Lets something leave when it may. */
  void depart(Departure departure) {
    departures.depart(core, departure);
  }

  /** {@return how many calls are complete and not handed over} */
  int waitingReplies() {
    return heldReplies.waiting();
  }

  /** Sends what was recorded, and hands over what is complete. */
  void handOver() {
    workOn();
    pump();
    if (!isBroken) {
      outbox.flush();
    }
    heldReplies.handOver();
    lane.replies().handOver();
  }
}
