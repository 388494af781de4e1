package io.ember.cluster.core.replication;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.effect.EffectReader;
import io.ember.cluster.core.effect.EffectWriter;
import io.ember.cluster.core.effect.SlotDigest;
import io.ember.cluster.core.effect.SlotMarks;
import io.ember.cluster.core.migration.LaneMigrations;
import io.ember.cluster.core.migration.MigrationHost;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.replication.LaneReport.ReplicaState;
import io.ember.cluster.core.replication.LogFigures.ReplicaFigures;
import io.ember.cluster.core.replication.ShardView.Role;
import io.ember.cluster.core.state.Arrival;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.BlobAllocator;
import io.ember.engine.EffectSink;
import io.ember.engine.KeyHasher;
import io.ember.engine.Keyspace;
import io.ember.engine.Slots;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Replication of one lane: records what its calls change, copies it to the replicas of its shard or
 * from the primary, and decides whether a call may begin and when its reply may leave.
 *
 * <p>A lane that executes calls asks {@link #gate} before each, calls {@link #endCall} behind it,
 * {@link #require} for each slot that the reply depends on, and {@link #verdict} until the reply
 * may leave. Pure: time comes in, messages go out through the consumer. Owner thread: the lane.
 */
public final class LaneCore implements LaneContext, MigrationHost {
  private static final long REPORT_NS = 100_000_000;
  private static final long LOOK_NS = 10_000_000;

  /** The run stands above them: no node has as many attachments in one. */
  private static final int ATTACHMENT_BITS = 40;

  private final ReplicationSettings settings;
  private final SafetyRules rules;
  private final int lane;
  private final Keyspace keyspace;
  private final EffectReader reader;
  private final EffectWriter effects = new EffectWriter();
  private final EffectWriter chunk = new EffectWriter();
  private final LogSink out;
  private final Consumer<LaneReport> reports;
  private final Receiving receiving;
  private final RecordSpan span = new RecordSpan();
  private final SlotMarks marks = new SlotMarks();
  private final SlotSettlement settlement;
  private final LaneMigrations migrations;
  private final @Nullable LogState[] states = new LogState[Logs.COUNT];
  private final @Nullable LogPrimary[] primaries = new LogPrimary[Logs.COUNT];
  private final @Nullable LogReplica[] replicas = new LogReplica[Logs.COUNT];

  /** By slot, the offset behind the last record that touched it. */
  private final long[] touched = new long[Slots.SLOT_COUNT];

  private byte[] gathered = new byte[1024];
  private byte[] scratch = {};
  private ShardView view = ShardView.NOTHING;
  private @Nullable LaneReport reported;
  private long reportNs = Long.MIN_VALUE;
  private long lookedNs;
  private long attachments;
  private int recorded;
  private IntPredicate isCalm = slot -> true;

  /**
   * @param lane its number
   * @param keyspace its data, which changes only through calls and this
   * @param out takes what is said to other nodes, in order
   * @param reports takes what is told to the control half
   */
  public LaneCore(
      ReplicationSettings settings,
      SafetyRules rules,
      int lane,
      Keyspace keyspace,
      KeyHasher hasher,
      BlobAllocator blobs,
      LogSink out,
      Consumer<LaneReport> reports) {
    this.settings = settings;
    this.rules = rules;
    this.lane = lane;
    this.keyspace = keyspace;
    this.out = out;
    this.reports = reports;
    receiving = new Receiving(settings.self());
    reader = new EffectReader(hasher, blobs);
    for (int log = 0; log < Logs.COUNT; log++) {
      if (Logs.lane(log, settings.laneCount()) == lane) {
        states[log] = new LogState(log);
      }
    }
    settlement = new SlotSettlement(keyspace, marks, effects, rules, log -> states[log] != null);
    migrations = new LaneMigrations(this, settings.migration(), hasher, log -> states[log] != null);
    keyspace.setFollower(true);
  }

  /** Names who knows whether no work that may change a slot is half done; before the first view. */
  public void workIn(IntPredicate isCalm) {
    this.isCalm = isCalm;
  }

  // ---- the control half

  /** Takes a newer view of what the node is. */
  public void place(long nowNs, ShardView next) {
    if (next.number() <= view.number()) {
      return;
    }
    ShardView before = view;
    view = next;
    boolean isSameRole =
        before.role() == next.role()
            && before.epoch() == next.epoch()
            && Objects.equals(before.primary(), next.primary());
    boolean isPrimary = next.role() == Role.PRIMARY;
    boolean goesOn = isSameRole && isPrimary;
    keyspace.setEffects(EffectSink.NONE);
    if (goesOn) {
      endCall(null); // what failed half way has changed data all the same
    }
    effects.clear();
    migrations.end(
        goesOn ? next.migrations() : List.of(),
        over -> goesOn && SlotSettlement.isCompleted(over, next));
    for (int log = 0; log < Logs.COUNT; log++) {
      LogState state = states[log];
      if (state != null && !isSameRole) {
        begin(nowNs, state, next);
      } else if (state != null && isPrimary) {
        primary(log).update(next);
      }
    }
    keyspace.setFollower(!isPrimary);
    if (isPrimary) {
      keyspace.setEffects(isFollowed() ? effects : EffectSink.NONE);
      settlement.settle(next, !isSameRole || !before.slots().equals(next.slots()));
      endCall(null);
      migrations.place(nowNs, next.migrations());
      keyspace.setEffects(isFollowed() || migrations.isSource() ? effects : EffectSink.NONE);
    }
    pump(nowNs);
    report(nowNs, true);
  }

  private boolean isFollowed() {
    return !view.replicas().isEmpty();
  }

  // ---- logs

  private void begin(long nowNs, LogState state, ShardView next) {
    int log = state.number;
    primaries[log] = null;
    LogReplica former = replicas[log];
    replicas[log] = null;
    NodeId primary = next.primary();
    if (next.role() == Role.PRIMARY) {
      forgetTouched(log);
      primaries[log] = new LogPrimary(this, state, next);
    } else if (next.role() == Role.REPLICA && primary != null) {
      boolean stays = former != null && !rules.holds(SafetyRule.LOWER_EPOCH_IS_REFUSED);
      replicas[log] = stays ? former : new LogReplica(this, state, next, primary, nowNs);
    }
  }

  /**
   * What an earlier epoch of this node recorded may have been cut since, and with it offsets that
   * no record of this one reaches for long. All that counts is before the floor of the epoch.
   */
  private void forgetTouched(int log) {
    for (int slot = log; slot < Slots.SLOT_COUNT; slot += Logs.COUNT) {
      touched[slot] = 0;
    }
  }

  private LogPrimary primary(int log) {
    return Objects.requireNonNull(primaries[log]);
  }

  /** {@return the view by which it acts} */
  public ShardView view() {
    return view;
  }

  // ---- other nodes

  /** Takes a message about one of this lane's logs. */
  public void receive(long nowNs, NodeId from, LogMessage message) {
    boolean fits = message.epoch() == view.epoch();
    if (!fits && rules.holds(SafetyRule.LOWER_EPOCH_IS_REFUSED)) {
      return;
    }
    LogPrimary asPrimary = primaries[message.log()];
    LogReplica asReplica = replicas[message.log()];
    if (asPrimary != null && fits) {
      asPrimary.receive(nowNs, from, message);
      asPrimary.pump(nowNs);
    } else if (asReplica != null) {
      asReplica.receive(nowNs, from, message);
    }
    report(nowNs, false);
  }

  /** Takes what the other side of a migration says about one of this lane's logs. */
  public void receive(long nowNs, NodeId from, MigrationMessage message) {
    if (view.role() == Role.PRIMARY && !view.handsOver()) {
      migrations.receive(nowNs, from, message);
      pump(nowNs);
      report(nowNs, false);
    }
  }

  /**
   * Does a slice of the work of migrations.
   *
   * @return after how many ns there is more to do: 0 at once, {@link LaneMigrations#NOTHING} if
   *     something has to happen first
   */
  public long work(long nowNs) {
    if (view.role() != Role.PRIMARY || view.handsOver() || !migrations.isActive()) {
      return LaneMigrations.NOTHING;
    }
    long restNs = migrations.work(nowNs);
    pump(nowNs);
    report(nowNs, false);
    return restNs;
  }

  /** {@return whether slots come or go} */
  public boolean isMoving() {
    return migrations.isActive();
  }

  /**
   * {@return whether this node may own the slot any moment, and has all of it: who asks for it may
   * wait}
   */
  public boolean isArriving(int slot) {
    return !view.slots().contains(slot) && migrations.isArriving(slot);
  }

  /**
   * {@return what takes all that a node says at once, until {@link #endReceiving}} It is the same
   * one each time.
   */
  public LogReceiver receiving(long nowNs, NodeId from) {
    receiving.nowNs = nowNs;
    receiving.from = from;
    return receiving;
  }

  private final class Receiving implements LogReceiver {
    private long nowNs;
    private NodeId from;

    Receiving(NodeId from) {
      this.from = from;
    }

    @Override
    public void records(
        long epoch,
        int log,
        long attachment,
        long sequence,
        long commit,
        long first,
        byte[] bytes,
        int offset,
        int length) {
      LogReplica replica = replicas[log];
      boolean fits = epoch == view.epoch() || !rules.holds(SafetyRule.LOWER_EPOCH_IS_REFUSED);
      if (fits && replica != null && primaries[log] == null) {
        replica.receiveRecords(
            nowNs, from, attachment, sequence, commit, first, bytes, offset, length);
      }
    }

    @Override
    public void ack(
        long epoch,
        int log,
        long run,
        long attachment,
        long sequence,
        long position,
        boolean isGap) {
      LogPrimary primary = primaries[log];
      if (epoch == view.epoch() && primary != null) {
        primary.acknowledge(nowNs, from, run, attachment, sequence, position, isGap);
        primary.pump(nowNs);
      }
    }

    @Override
    public void message(LogMessage message) {
      receive(nowNs, from, message);
    }
  }

  /**
   * All records and acknowledgements that came together were taken. How replicas do is told now and
   * then, but at once if somebody waits for that.
   */
  public void endReceiving(long nowNs) {
    if (view.handsOver() || nowNs - lookedNs >= LOOK_NS) {
      report(nowNs, false);
    }
  }

  /** Time has passed; wanted every 50 ms or so. */
  public void tick(long nowNs) {
    for (LogReplica replica : replicas) {
      if (replica != null) {
        replica.tick(nowNs);
      }
    }
    if (view.role() == Role.PRIMARY) {
      migrations.tick(nowNs);
    }
    pump(nowNs);
    report(nowNs, nowNs - reportNs >= REPORT_NS);
  }

  /** Sends what was recorded since the last time. */
  public void pump(long nowNs) {
    for (LogPrimary primary : primaries) {
      if (primary != null) {
        primary.pump(nowNs);
      }
    }
    if (migrations.isActive()) {
      migrations.lookAtCommits(nowNs);
    }
  }

  private void report(long nowNs, boolean withPosition) {
    if (view.number() == 0) {
      return;
    }
    lookedNs = nowNs;
    TreeMap<NodeId, ReplicaState> states = new TreeMap<>();
    boolean isHandedOver = view.handsOver();
    boolean isComplete = true;
    long position = 0;
    for (int log = 0; log < Logs.COUNT; log++) {
      LogState state = this.states[log];
      LogPrimary primary = primaries[log];
      if (state == null) {
        continue;
      }
      isComplete &= state.isComplete();
      position += state.records.end();
      if (primary != null) {
        primary.report(nowNs, states);
        isHandedOver = isHandedOver && primary.isHandedOver();
      }
    }
    LaneReport last = reported;
    long shown = last == null || withPosition ? position : last.position();
    LaneReport now =
        new LaneReport(
            lane,
            view.number(),
            shown,
            isComplete,
            isHandedOver,
            states,
            migrations.reports(nowNs));
    if (!now.equals(last)) {
      reported = now;
      reportNs = nowNs;
      reports.accept(now);
    }
  }

  // ---- calls

  /**
   * {@return whether a call may begin}
   *
   * @param permit the one that is in force
   * @param slot of its keys
   */
  public Gate gate(Permit permit, long nowNs, int slot, boolean writes) {
    if (!view.slots().contains(slot)) {
      boolean waits = rules.holds(SafetyRule.TARGET_WAITS_FOR_COMPLETION);
      if (waits || !migrations.isArriving(slot)) {
        return Gate.NOT_PRIMARY;
      }
    } else if (migrations.holds(slot, writes)) {
      return Gate.MOVING;
    }
    Gate gate = gate(permit, nowNs, false);
    if (gate == Gate.OPEN && writes && !view.enoughMembers()) {
      return Gate.TOO_FEW_MEMBERS;
    }
    return gate == Gate.OPEN && writes && primary(Logs.of(slot)).isFull() ? Gate.LOG_FULL : gate;
  }

  /** {@return whether a call on no slot in particular may begin} */
  public Gate gate(Permit permit, long nowNs, boolean writes) {
    if (view.role() != Role.PRIMARY) {
      return Gate.NOT_PRIMARY;
    }
    boolean allows =
        permit.allows(view.epoch(), nowNs)
            || (!rules.holds(SafetyRule.LEASE_IS_CHECKED)
                && permit.epoch() == view.epoch()
                && permit.isWaitOver());
    if (!allows || view.handsOver()) {
      return Gate.WAIT;
    }
    if (writes && migrations.isAnyFrozen()) {
      return Gate.MOVING;
    }
    return writes && !view.enoughMembers() ? Gate.TOO_FEW_MEMBERS : Gate.OPEN;
  }

  /**
   * {@return whether calls need neither gate nor holding: this is a primary that nobody copies, and
   * it is permitted to serve}
   */
  public boolean isAlone(Permit permit, long nowNs) {
    return view.role() == Role.PRIMARY
        && view.replicas().isEmpty()
        && view.counted().isEmpty()
        && view.enoughMembers()
        && !view.handsOver()
        && !migrations.isActive()
        && permit.allows(view.epoch(), nowNs);
  }

  /** {@return whether a reply about the slot would have to wait for a record} */
  public boolean isUncommitted(int slot) {
    LogPrimary primary = primaries[Logs.of(slot)];
    return primary != null && Math.max(touched[slot], primary.floor()) > primary.commit();
  }

  /**
   * Records what was done since the last time: a call, a transaction, a removal. One record for
   * each log that changed; the keys of one call are in one.
   *
   * @param point has to wait for it, or null if nobody waits
   */
  public void endCall(@Nullable HoldPoint point) {
    if (effects.isEmpty()) {
      return;
    }
    try {
      record(point);
    } finally {
      // Whatever happens, it must not get into the record of the next call.
      effects.clear();
    }
  }

  private void record(@Nullable HoldPoint point) {
    recorded++;
    if (isFollowed()) {
      appendAll(point);
    }
    migrations.recorded(effects);
  }

  private void appendAll(@Nullable HoldPoint point) {
    int logs = effects.logs();
    if (Integer.bitCount(logs) == 1) {
      append(Integer.numberOfTrailingZeros(logs), effects.bytes(), effects.length(), point);
    } else {
      for (int rest = logs; rest != 0; rest &= rest - 1) {
        int log = Integer.numberOfTrailingZeros(rest);
        int length = gather(log);
        append(log, gathered, length, point);
      }
    }
  }

  private int gather(int log) {
    if (gathered.length < effects.length()) {
      gathered = new byte[effects.bytes().length];
    }
    int length = 0;
    for (int i = 0; i < effects.count(); i++) {
      if (Logs.of(effects.slot(i)) == log) {
        int count = effects.start(i + 1) - effects.start(i);
        System.arraycopy(effects.bytes(), effects.start(i), gathered, length, count);
        length += count;
      }
    }
    return length;
  }

  private void append(int log, byte[] bytes, int length, @Nullable HoldPoint point) {
    long end = primary(log).append(bytes, 0, length) + 1;
    for (int i = 0; i < effects.count(); i++) {
      int slot = effects.slot(i);
      if (Logs.of(slot) == log) {
        touched[slot] = end;
      }
    }
    if (point != null) {
      point.need(log, end);
    }
  }

  /** {@return how many records were appended in all, to see whether a call had one} */
  public int recorded() {
    return recorded;
  }

  /**
   * The reply of the last call depends on a slot.
   *
   * @param hasRecord whether the call itself has a record: else it needs a lease
   */
  public void require(HoldPoint point, int slot, boolean hasRecord) {
    int log = Logs.of(slot);
    LogPrimary primary = primaries[log];
    if (primary == null) {
      return;
    }
    if (rules.holds(SafetyRule.READS_WAIT_FOR_RECORDS)) {
      long needed = Math.max(touched[slot], primary.floor());
      if (needed > primary.commit()) {
        point.need(log, needed);
      }
    }
    if (!hasRecord && !view.counted().isEmpty()) {
      point.needLease();
    }
  }

  /** The reply of the last call holds without records, but only of a node that may serve. */
  public void requireLease(HoldPoint point) {
    if (!view.counted().isEmpty()) {
      point.needLease();
    }
  }

  /** The reply of the last call depends on everything in this lane. */
  public void requireAll(HoldPoint point) {
    for (int log = 0; log < Logs.COUNT; log++) {
      LogPrimary primary = primaries[log];
      if (primary != null && state(log).records.end() > primary.commit()) {
        point.need(log, state(log).records.end());
      }
    }
    if (!view.counted().isEmpty()) {
      point.needLease();
    }
  }

  /** {@return what becomes of replies that wait} */
  public Verdict verdict(HoldPoint point, Permit permit) {
    if (view.role() != Role.PRIMARY || view.epoch() != point.epoch()) {
      return Verdict.VOID;
    }
    for (int rest = point.logs(); rest != 0; rest &= rest - 1) {
      int log = Integer.numberOfTrailingZeros(rest);
      if (primary(log).commit() < point.needed(log)) {
        return Verdict.HOLD;
      }
    }
    boolean isCurrent = permit.epoch() == point.epoch();
    if (!isCurrent || !permit.isWaitOver()) {
      return Verdict.HOLD;
    }
    boolean isLeased =
        !point.needsLease()
            || permit.covers(point.executedAtNs(), point.executedAtWallMs())
            || !rules.holds(SafetyRule.LEASE_IS_CHECKED);
    return isLeased ? Verdict.RELEASE : Verdict.HOLD;
  }

  @Override
  public long commit(int log) {
    return state(log).commit;
  }

  /** {@return the end of a log of this lane, for figures and tests} */
  public long end(int log) {
    return state(log).records.end();
  }

  /** {@return whether a log of this lane and its data are a complete copy} */
  public boolean isComplete(int log) {
    return state(log).isComplete();
  }

  /** {@return whether a replica may show what it has of a slot} */
  public boolean isReadable(long nowNs, int slot) {
    LogReplica replica = replicas[Logs.of(slot)];
    return replica != null && replica.isReadable(nowNs) && isOwn(slot);
  }

  /** What came by a migration is the shard's own when its adoption has come by the log. */
  private boolean isOwn(int slot) {
    Arrival arrival = view.arrivalOf(slot);
    SlotMarks.Mark mark = marks.of(slot);
    return arrival == null
        ? !marks.isStaged(slot) && !marks.hasGone(slot)
        : mark != null && mark.isAdopted() && mark.isOf(arrival.id(), arrival.attempt());
  }

  /** {@return a record that is kept, null if it is not} */
  public byte @Nullable [] record(int log, long offset) {
    RecordLog records = state(log).records;
    if (offset < records.begin() || offset >= records.end()) {
      return null;
    }
    int position = records.position(offset);
    return java.util.Arrays.copyOfRange(
        records.segment(offset), position, position + records.length(offset));
  }

  /** {@return what it has told the control half last, null for nothing} */
  public @Nullable LaneReport lastReport() {
    return reported;
  }

  /**
   * {@return how far the logs of this lane are, and their copies} Right behind {@link #tick}, by
   * which lags are measured.
   */
  public LogFigures figures(long nowNs) {
    TreeMap<NodeId, ReplicaFigures> figures = new TreeMap<>();
    long position = 0;
    long committed = 0;
    for (int log = 0; log < Logs.COUNT; log++) {
      LogState state = states[log];
      LogPrimary primary = primaries[log];
      if (state != null) {
        position += state.records.end();
        committed += state.commit;
      }
      if (primary != null) {
        primary.measure(nowNs, figures);
      }
    }
    return new LogFigures(view.role(), view.epoch(), position, committed, figures);
  }

  LogState state(int log) {
    return Objects.requireNonNull(states[log]);
  }

  // ---- what the logs share

  @Override
  public ReplicationSettings settings() {
    return settings;
  }

  @Override
  public SafetyRules rules() {
    return rules;
  }

  @Override
  public Keyspace keyspace() {
    return keyspace;
  }

  @Override
  public EffectReader reader() {
    return reader;
  }

  @Override
  public EffectWriter chunkWriter() {
    chunk.clear();
    return chunk;
  }

  @Override
  public LogSink sink() {
    return out;
  }

  @Override
  public RecordSpan span() {
    return span;
  }

  @Override
  public long logBudgetBytes() {
    return settings.logBytes() / Logs.COUNT;
  }

  @Override
  public long nextAttachment() {
    return (settings.run() << ATTACHMENT_BITS) + ++attachments;
  }

  @Override
  public void clear(int log, SlotSet slots) {
    for (int slot = log; slot < Slots.SLOT_COUNT; slot += Logs.COUNT) {
      if (slots.contains(slot)) {
        EffectReader.forget(slot, keyspace, marks);
      }
    }
  }

  @Override
  public SlotMarks marks() {
    return marks;
  }

  @Override
  public boolean repeat(byte[] source, int offset, int length) {
    return reader.repeat(source, offset, length, keyspace, marks);
  }

  // ---- what migrations need

  @Override
  public byte[] scratch() {
    if (scratch.length == 0) {
      scratch = SlotDigest.scratch();
    }
    return scratch;
  }

  @Override
  public long record(int log) {
    endCall(null);
    return isFollowed() ? state(log).records.end() : 0;
  }

  @Override
  public boolean isCommitted(int slot) {
    return !isUncommitted(slot);
  }

  @Override
  public boolean isCommitting() {
    return view.enoughMembers();
  }

  @Override
  public boolean isCalm(int slot) {
    return isCalm.test(slot);
  }

  @Override
  public void send(NodeId to, MigrationMessage message) {
    out.send(to, message);
  }

  @Override
  public boolean apply(LogState log, long upTo) {
    boolean fits = true;
    for (long offset = log.applied; offset < Math.min(upTo, log.records.end()); offset++) {
      fits &=
          repeat(
              log.records.segment(offset),
              log.records.position(offset),
              log.records.length(offset));
    }
    log.applied = Math.max(log.applied, upTo);
    return fits;
  }
}
