package io.ember.cluster.core.migration;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.effect.EffectWriter;
import io.ember.cluster.core.migration.Migration.Side;
import io.ember.cluster.core.migration.MigrationReport.Stage;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.engine.KeyHasher;
import io.ember.engine.Slots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of one lane of a primary, out and in: a stream for each log of each. Owner thread:
 * the lane.
 */
public final class LaneMigrations {
  /** What {@link #work} answers if something has to happen first. */
  public static final long NOTHING = Long.MAX_VALUE;

  /** What it takes to do anything, in bytes that are sent. */
  private static final long PIECE_BYTES = 1024;

  private static final long REPORT_NS = 100_000_000;
  private static final long SECOND_NS = 1_000_000_000;
  private static final SlotSource[] NONE = {};

  private final MigrationHost host;
  private final MigrationSettings settings;
  private final KeyHasher hasher;
  private final IntPredicate isOurs;
  private final TreeMap<MigrationId, Map<Integer, SlotSource>> sources = new TreeMap<>();
  private final TreeMap<MigrationId, Map<Integer, SlotTarget>> targets = new TreeMap<>();

  /** By slot, while any moves. */
  private @Nullable SlotSource[] bySlot = NONE;

  private final WriterPool writers = new WriterPool();

  private final TreeMap<NodeId, WorkPace> paces = new TreeMap<>();
  private int turn;
  private List<MigrationReport> reports = List.of();
  private long reportedNs;
  private long allowance;
  private long allowedNs;
  private int frozen;

  /** Whether slots of this node, of whichever lane, stand still until they are handed over. */
  private boolean isHandingOver;

  /**
   * @param isOurs which logs are of this lane
   */
  public LaneMigrations(
      MigrationHost host, MigrationSettings settings, KeyHasher hasher, IntPredicate isOurs) {
    this.host = host;
    this.settings = settings;
    this.hasher = hasher;
    this.isOurs = isOurs;
  }

  // ---- what there is to do

  /**
   * Ends what is not to be done any more.
   *
   * @param now all migrations of the node that are not decided
   * @param isCompleted whether one that is not among them any more has been completed
   */
  public void end(List<Migration> now, Predicate<Migration> isCompleted) {
    try {
      endOthers(sources, now, isCompleted);
      endOthers(targets, now, isCompleted);
    } finally {
      index(); // nothing is to be told to a source that has ended
    }
  }

  /**
   * Begins what is to be done, and goes on with what is under way.
   *
   * @param now all migrations of the node that are not decided; staging for what comes in has begun
   */
  public void place(long nowNs, List<Migration> now) {
    isHandingOver = now.stream().anyMatch(each -> each.side() == Side.SOURCE && each.isFrozen());
    for (Migration each : now) {
      if (each.side() == Side.SOURCE) {
        place(
            sources,
            each,
            (log, slots) ->
                new SlotSource(host, settings, hasher, each, log, slots, writers, nowNs));
      } else {
        place(targets, each, (log, slots) -> new SlotTarget(host, hasher, each, log, slots, nowNs));
      }
    }
    index();
  }

  private static <T extends MigrationStream> void endOthers(
      Map<MigrationId, Map<Integer, T>> all,
      List<Migration> now,
      Predicate<Migration> isCompleted) {
    for (Map<Integer, T> streams : all.values()) {
      streams
          .values()
          .removeIf(
              stream -> {
                boolean isOver = isOver(stream.migration(), now);
                if (isOver) {
                  stream.end(isCompleted.test(stream.migration()));
                }
                return isOver;
              });
    }
    all.values().removeIf(Map::isEmpty);
  }

  private static boolean isOver(Migration migration, List<Migration> now) {
    return now.stream().noneMatch(migration::isSameAttempt);
  }

  private <T extends MigrationStream> void place(
      Map<MigrationId, Map<Integer, T>> all,
      Migration migration,
      BiFunction<Integer, int[], T> newStream) {
    byLog(migration)
        .forEach(
            (log, slots) -> {
              Map<Integer, T> streams = all.computeIfAbsent(migration.id(), id -> new TreeMap<>());
              T stream = streams.get(log);
              if (stream == null) {
                streams.put(log, newStream.apply(log, slots));
              } else {
                stream.update(migration);
              }
            });
  }

  private Map<Integer, int[]> byLog(Migration migration) {
    Map<Integer, List<Integer>> lists = new HashMap<>();
    for (int slot : migration.slots().toArray()) {
      if (isOurs.test(Logs.of(slot))) {
        lists.computeIfAbsent(Logs.of(slot), log -> new ArrayList<>()).add(slot);
      }
    }
    Map<Integer, int[]> byLog = new TreeMap<>();
    lists.forEach((log, slots) -> byLog.put(log, slots.stream().mapToInt(i -> i).toArray()));
    return byLog;
  }

  private void index() {
    frozen = 0;
    if (sources.isEmpty()) {
      bySlot = NONE;
      writers.clear();
      return;
    }
    if (bySlot.length == 0) {
      bySlot = new SlotSource[Slots.SLOT_COUNT];
    }
    Arrays.fill(bySlot, null);
    for (Map<Integer, SlotSource> streams : sources.values()) {
      for (SlotSource stream : streams.values()) {
        stream.slots().forEach(slot -> bySlot[slot] = stream);
        frozen += stream.isFrozen() ? 1 : 0;
      }
    }
  }

  /** {@return whether anything is under way} */
  public boolean isActive() {
    return !sources.isEmpty() || !targets.isEmpty();
  }

  /** {@return whether it has to be told what calls change, and when it may go on} */
  public boolean isSource() {
    return !sources.isEmpty();
  }

  // ---- calls

  /** {@return whether a call on the slot has to wait} */
  public boolean holds(int slot, boolean writes) {
    SlotSource stream = stream(slot);
    return stream != null && (stream.isFrozen() || (writes && stream.isHeldUp()));
  }

  /** {@return whether some slot may not change now} */
  public boolean isAnyFrozen() {
    return frozen > 0;
  }

  /**
   * {@return whether this node may own the slot any moment, and has all of it: who asks for it may
   * wait}
   */
  public boolean isArriving(int slot) {
    for (Map<Integer, SlotTarget> streams : targets.values()) {
      SlotTarget stream = streams.get(Logs.of(slot));
      if (stream != null && stream.isPrepared() && stream.migration().slots().contains(slot)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable SlotSource stream(int slot) {
    @Nullable SlotSource[] moving = bySlot;
    return moving.length == 0 ? null : moving[slot];
  }

  /** Takes what a call has changed, before it is forgotten. */
  public void recorded(EffectWriter effects) {
    if (bySlot.length == 0) {
      return;
    }
    for (int i = 0; i < effects.count(); i++) {
      SlotSource stream = bySlot[effects.slot(i)];
      if (stream != null) {
        stream.changed(effects, i);
      }
    }
  }

  // ---- other nodes

  /** Takes what the other side says; what is not of the attempt in force is not for it. */
  public void receive(long nowNs, NodeId from, MigrationMessage message) {
    if (message instanceof MigrationAck ack) {
      SlotSource stream = of(sources, message);
      if (stream != null && isFrom(from, stream.migration(), message)) {
        stream.receive(nowNs, ack);
      }
    } else {
      SlotTarget stream = of(targets, message);
      if (stream != null && isFrom(from, stream.migration(), message)) {
        stream.receive(nowNs, message);
        stream.workNext(nowNs);
      }
    }
  }

  private static <T> @Nullable T of(
      Map<MigrationId, Map<Integer, T>> streams, MigrationMessage message) {
    Map<Integer, T> ofMigration = streams.get(message.id());
    return ofMigration == null ? null : ofMigration.get(message.log());
  }

  private boolean isFrom(NodeId from, Migration migration, MigrationMessage message) {
    boolean byAttempt = host.rules().holds(SafetyRule.BATCHES_ARE_OF_AN_ATTEMPT);
    return migration.peer().equals(from) && (migration.isMeant(message) || !byAttempt);
  }

  /** Commits may have got further. */
  public void lookAtCommits(long nowNs) {
    for (Map<Integer, SlotTarget> streams : targets.values()) {
      for (SlotTarget stream : streams.values()) {
        stream.lookAtCommits(nowNs);
      }
    }
  }

  /**
   * Does a slice of what there is to do.
   *
   * @return after how many ns there is more to do: 0 at once, {@link #NOTHING} if something has to
   *     happen first
   */
  public long work(long nowNs) {
    boolean isMore = workOnArrivals(nowNs);
    if (isHandingOver) {
      paces.clear();
      isMore |= work(nowNs, null, WorkPace.PORTION_BYTES) >= WorkPace.PORTION_BYTES;
      return isMore ? 0 : NOTHING;
    }
    long nextNs = isMore ? 0 : NOTHING;
    for (NodeId peer : peers()) {
      nextNs = Math.min(nextNs, workAtPace(nowNs, peer));
    }
    return nextNs;
  }

  /** One slice of one stream, first of those for which calls wait. {@return whether it did any} */
  private boolean workOnArrivals(long nowNs) {
    return workOnArrivals(nowNs, true) || workOnArrivals(nowNs, false);
  }

  private boolean workOnArrivals(long nowNs, boolean urgent) {
    for (Map<Integer, SlotTarget> streams : targets.values()) {
      for (SlotTarget stream : streams.values()) {
        if (stream.isUrgent() == urgent && stream.workNext(nowNs)) {
          return true;
        }
      }
    }
    return false;
  }

  /** A target that says nothing does not keep what goes to others. */
  private Set<NodeId> peers() {
    Set<NodeId> peers = new TreeSet<>();
    for (Map<Integer, SlotSource> streams : sources.values()) {
      peers.add(streams.values().iterator().next().migration().peer());
    }
    paces.keySet().retainAll(peers);
    return peers;
  }

  private long workAtPace(long nowNs, NodeId peer) {
    WorkPace pace = paces.computeIfAbsent(peer, id -> new WorkPace());
    boolean isDelivered = true;
    boolean isHeldUp = false;
    for (Map<Integer, SlotSource> streams : sources.values()) {
      for (SlotSource stream : streams.values()) {
        if (stream.migration().peer().equals(peer)) {
          isDelivered &= stream.onItsWayBytes() == 0;
          isHeldUp |= stream.isHeldUp();
        }
      }
    }
    if (isHeldUp && isDelivered) {
      pace.idle(); // who writes faster than can be sent waits: no time for rests
    }
    long restNs = isHeldUp ? 0 : pace.rest(nowNs, isDelivered);
    if (restNs > 0) {
      return restNs;
    }
    long allowed = allowance(nowNs);
    long left = allowed <= 0 ? 0 : Math.min(pace.left(nowNs), allowed);
    if (left <= 0) {
      return NOTHING;
    }
    long worked = work(nowNs, peer, left);
    pace.worked(worked);
    if (worked == 0 && isDelivered) {
      pace.idle();
    }
    return worked >= left ? 0 : NOTHING;
  }

  /**
   * The oldest migration has the way; its streams take turns.
   *
   * @param peer to whom; null for what is handed over, to whomever
   * @return about how many bytes were worked on: not fewer than wanted if there is more to do
   */
  private long work(long nowNs, @Nullable NodeId peer, long mostBytes) {
    long left = mostBytes;
    for (Map<Integer, SlotSource> streams : sources.values()) {
      List<SlotSource> turns = new ArrayList<>(streams.values());
      Migration migration = turns.get(0).migration();
      if (peer == null ? !migration.isFrozen() : !migration.peer().equals(peer)) {
        continue;
      }
      Collections.rotate(turns, -(turn++ % turns.size()));
      boolean isAny = true;
      while (isAny && left > 0) {
        isAny = false;
        for (SlotSource stream : turns) {
          long before = stream.bytes();
          int worked = left > 0 ? stream.workNext(nowNs) : -1;
          if (worked >= 0) {
            isAny = true;
            left -= Math.max(worked, PIECE_BYTES);
            allowance -= stream.bytes() - before;
          }
        }
      }
    }
    return mostBytes - left;
  }

  private long allowance(long nowNs) {
    long rate = settings.maxBytesPerSecond();
    if (rate == 0) {
      allowance = Long.MAX_VALUE / 2;
      return allowance;
    }
    long passedNs = Math.min(Math.max(0, nowNs - allowedNs), SECOND_NS);
    allowedNs = nowNs;
    // What was not used is kept for no longer than a tenth of a second.
    allowance = Math.min(allowance + rate * passedNs / SECOND_NS, Math.max(1, rate / 10));
    return allowance;
  }

  /** Time has passed. */
  public void tick(long nowNs) {
    for (Map<Integer, SlotSource> streams : sources.values()) {
      streams.values().forEach(stream -> stream.tick(nowNs));
    }
    for (Map<Integer, SlotTarget> streams : targets.values()) {
      streams.values().forEach(stream -> stream.tick(nowNs));
    }
  }

  // ---- how they are

  /** {@return how each is in this lane; figures may be a tenth of a second old} */
  public List<MigrationReport> reports(long nowNs) {
    if (!isActive()) {
      reports = List.of();
      return reports;
    }
    List<MigrationReport> fresh = new ArrayList<>();
    for (Map<Integer, SlotSource> streams : sources.values()) {
      fresh.add(report(streams.values()));
    }
    for (Map<Integer, SlotTarget> streams : targets.values()) {
      fresh.add(report(streams.values()));
    }
    if (nowNs - reportedNs >= REPORT_NS || !areSameStages(fresh, reports)) {
      reportedNs = nowNs;
      reports = List.copyOf(fresh);
    }
    return reports;
  }

  private static boolean areSameStages(List<MigrationReport> some, List<MigrationReport> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      MigrationReport one = some.get(i);
      MigrationReport two = others.get(i);
      if (one.stage() != two.stage()
          || one.attempt() != two.attempt()
          || !one.id().equals(two.id())) {
        return false;
      }
    }
    return true;
  }

  private static MigrationReport report(Collection<? extends MigrationStream> streams) {
    Migration migration = streams.iterator().next().migration();
    Stage stage = Stage.PREPARED;
    long entries = 0;
    long bytes = 0;
    long steps = 0;
    String reason = "";
    for (MigrationStream stream : streams) {
      stage = stream.stage().compareTo(stage) < 0 ? stream.stage() : stage;
      entries += stream.entries();
      bytes += stream.bytes();
      steps += stream.steps();
      reason = reason.isEmpty() ? stream.reason() : reason;
    }
    return new MigrationReport(
        migration.id(), migration.attempt(), stage, entries, bytes, steps, reason);
  }

  @Override
  public String toString() {
    return "out " + sources.keySet() + ", in " + targets.keySet() + " " + reports;
  }
}
