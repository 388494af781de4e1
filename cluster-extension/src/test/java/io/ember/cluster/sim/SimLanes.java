package io.ember.cluster.sim;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.migration.LaneMigrations;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.node.ControlInput;
import io.ember.cluster.core.replication.Gate;
import io.ember.cluster.core.replication.HoldPoint;
import io.ember.cluster.core.replication.LaneCore;
import io.ember.cluster.core.replication.LaneReport;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.LogSink;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.core.replication.Verdict;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.sim.history.ModelCommand;
import io.ember.engine.Keyspace;
import io.ember.engine.MemoryBudget;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one simulated node in one life: the shipped {@link LaneCore} on a heap store, behind
 * a queue as a lane's ring, with calls that wait to begin and replies that wait to leave.
 */
final class SimLanes {
  private static final long MS = 1_000_000;
  private static final long PATIENCE_NS = 600 * MS;
  static final HeapSlotStoreFactory STORES = new HeapSlotStoreFactory();

  /** What becomes of a call. */
  interface Caller {
    /** It was executed. */
    void answered(String answer);

    /** It certainly was not. */
    void refused();
  }

  private record Call(int slot, ModelCommand command, Caller caller, long giveUpNs) {}

  /**
   * A reply that waits.
   *
   * @param endedNs when its call was through
   * @param log of its slot
   * @param behind the last record of the slot at that time ended there
   */
  record Held(HoldPoint point, String answer, Caller caller, long endedNs, int log, long behind) {}

  /** One lane. */
  final class Lane implements LogSink {
    final int index;
    final Keyspace keyspace;
    final LaneCore core;
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final List<Call> parked = new ArrayList<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private boolean executing;
    private boolean isWorking;
    private @Nullable Runnable unfinished;
    private long nextPlaceNs;
    private final long[] floors = new long[Logs.COUNT];
    private final java.util.Map<Integer, Long> ends = new java.util.HashMap<>();

    Lane(int index) {
      this.index = index;
      keyspace =
          new Keyspace(
              STORES.create(SlotStoreConfig.DEFAULTS),
              STORES.hasher(),
              new MemoryBudget(MemoryBudget.UNLIMITED, false),
              slot -> Logs.lane(Logs.of(slot), count) == index,
              1);
      core =
          new LaneCore(
              cluster.settings(node),
              rules,
              index,
              keyspace,
              STORES.hasher(),
              STORES.blobs(),
              this,
              this::report);
      core.workIn(slot -> !executing);
    }

    @Override
    public void send(NodeId receiver, LogMessage message) {
      SimNode to = cluster.named(receiver, node.group);
      if (to != null) {
        cluster.network.datagram(
            node.index,
            to.index,
            message.getClass().getSimpleName(),
            () -> host.receive(to, node.disk.id(), message));
      }
    }

    @Override
    public void send(NodeId receiver, MigrationMessage message) {
      SimNode to = cluster.named(receiver, node.group);
      if (to != null) {
        host.sent(node, receiver, message);
        MigrationMessage said = host.damage().onTheWay(message);
        cluster.network.datagram(
            node.index,
            to.index,
            message.getClass().getSimpleName(),
            () -> host.receive(to, node.disk.id(), said));
      }
    }

    /** Migrations go on, a slice at a time. */
    private void workOn() {
      workOn(0);
    }

    private void workOn(long afterNs) {
      if (isWorking || !core.isMoving()) {
        return;
      }
      isWorking = true;
      later(
          afterNs + cluster.schedule.random().nextLong(1, 200) * 1_000,
          "work",
          () ->
              post(
                  () -> {
                    isWorking = false;
                    keyspace.setNowMs(wallMs());
                    long restNs = core.work(now());
                    if (restNs != LaneMigrations.NOTHING) {
                      workOn(restNs);
                    }
                    release();
                  }));
    }

    private void report(LaneReport report) {
      host.reported(node, report);
      later(200_000, "report", () -> cluster.input(node, new ControlInput.LaneReported(report)));
    }

    /** Puts something into the lane's ring. */
    void post(Runnable work) {
      queue.add(work);
      drain();
    }

    void drain() {
      Runnable rest = unfinished;
      if (rest != null && node.runs()) {
        unfinished = null;
        rest.run();
      }
      while (!executing && node.runs() && node.life == life && !queue.isEmpty()) {
        queue.remove().run();
        workOn();
        host.checked(node);
      }
    }

    /** All that was there before an epoch has to be committed before anything of it is told. */
    private void place(ShardView view) {
      boolean isOther = view.epoch() != core.view().epoch();
      core.place(now(), view);
      if (isOther) {
        ends.clear();
        for (int log = 0; log < Logs.COUNT; log++) {
          boolean isMine = Logs.lane(log, count) == index;
          floors[log] = isMine && view.role() == ShardView.Role.PRIMARY ? core.end(log) : 0;
        }
      }
    }

    private void tick() {
      keyspace.setNowMs(wallMs());
      core.tick(now());
      keyspace.sweepExpired(4);
      core.endCall(null);
      core.pump(now());
      List<Call> waiting = List.copyOf(parked);
      parked.clear();
      for (int i = 0; i < waiting.size(); i++) {
        if (executing) {
          parked.add(waiting.get(i));
        } else {
          attempt(waiting.get(i));
        }
      }
      release();
    }

    private void attempt(Call call) {
      long before = now();
      Gate gate = core.gate(permit, before, call.slot(), call.command().writes());
      switch (gate) {
        case NOT_PRIMARY, TOO_FEW_MEMBERS -> call.caller().refused();
        case WAIT, LOG_FULL, MOVING -> {
          if (before > call.giveUpNs()) {
            call.caller().refused();
          } else {
            parked.add(call);
          }
        }
        case OPEN -> execute(call, before);
      }
    }

    private void execute(Call call, long before) {
      long wallBefore = wallMs();
      keyspace.setNowMs(wallBefore);
      HoldPoint point = new HoldPoint();
      point.begin(core.view().epoch());
      int records = core.recorded();
      String answer = SimCommands.execute(call.command(), call.slot(), keyspace);
      core.endCall(point);
      core.require(point, call.slot(), core.recorded() > records);
      int log = Logs.of(call.slot());
      if (core.recorded() > records) {
        ends.put(call.slot(), core.end(log));
      }
      long behind = ends.getOrDefault(call.slot(), floors[log]);
      executing = true;
      Runnable end =
          () -> {
            executing = false;
            boolean isAfter = rules.holds(SafetyRule.LEASE_IS_CHECKED_AFTER_EXECUTION);
            point.executedAt(isAfter ? now() : before, isAfter ? wallMs() : wallBefore);
            held.add(new Held(point, answer, call.caller(), now(), log, behind));
            core.pump(now());
            release();
          };
      if (cluster.schedule.chance(slow)) {
        long lasts = cluster.schedule.random().nextLong(1, 1_500) * MS;
        later(
            lasts,
            "executed",
            () -> {
              unfinished = end;
              drain();
            });
      } else {
        end.run();
      }
    }

    /** Each on its own, whatever waits before it. */
    private void release() {
      for (Held next : List.copyOf(held)) {
        Verdict verdict = core.verdict(next.point(), permit);
        if (verdict == Verdict.HOLD) {
          continue;
        }
        held.remove(next);
        if (verdict == Verdict.RELEASE) {
          host.released(node, this, next);
          next.caller().answered(next.answer());
        }
      }
    }

    /** {@return how many replies wait} */
    int heldCount() {
      return held.size();
    }
  }

  final SimNode node;
  final int life;
  final int count;
  final List<Lane> lanes = new ArrayList<>();
  private final ReplicaCluster host;
  private final ControlCluster cluster;
  private final SafetyRules rules;
  Permit permit = Permit.NONE;

  /** How likely it is that a call takes long. */
  double slow;

  SimLanes(ReplicaCluster host, ControlCluster cluster, SafetyRules rules, SimNode node) {
    this.host = host;
    this.cluster = cluster;
    this.rules = rules;
    this.node = node;
    life = node.life;
    count = ReplicaSetup.laneCount(node);
    for (int i = 0; i < count; i++) {
      lanes.add(new Lane(i));
    }
    lanes.forEach(this::tickLater);
  }

  private void tickLater(Lane lane) {
    later(
        40 * MS,
        "lane",
        () -> {
          if (node.runs()) {
            lane.post(lane::tick);
          }
          tickLater(lane);
        });
  }

  private void later(long delayNs, String label, Runnable action) {
    cluster.schedule.after(
        delayNs,
        label,
        () -> {
          if (node.life == life && node.isUp()) {
            action.run();
          }
        });
  }

  /** {@return the clock of the node} */
  long clock() {
    return now();
  }

  /** {@return whether a permit of it has not ended, by both of its clocks} */
  boolean isLeased(Permit given) {
    return given.covers(now(), wallMs());
  }

  private long now() {
    return cluster.clock(node);
  }

  /** {@return its wall clock, which never stands still} */
  long wallMs() {
    return cluster.wallMs();
  }

  Lane lane(int log) {
    return lanes.get(Logs.lane(log, count));
  }

  /** {@return whether a call on the slot would be executed now, if the node may serve at all} */
  boolean serves(int slot) {
    return lane(Logs.of(slot)).core.gate(permit, now(), slot, false) == Gate.OPEN;
  }

  void place(ShardView view) {
    for (Lane lane : lanes) {
      // In order, but one lane may learn of it later than another.
      long at =
          Math.max(
              lane.nextPlaceNs,
              cluster.schedule.nowNs() + cluster.schedule.random().nextLong(3 * MS));
      lane.nextPlaceNs = at + 1;
      later(
          at - cluster.schedule.nowNs(),
          "place",
          () ->
              lane.post(
                  () -> {
                    lane.place(view);
                    lane.release();
                  }));
    }
  }

  void call(int slot, ModelCommand command, Caller caller) {
    Lane lane = lane(Logs.of(slot));
    lane.post(() -> lane.attempt(new Call(slot, command, caller, now() + PATIENCE_NS)));
  }

  void receive(NodeId from, MigrationMessage message) {
    Lane lane = lane(message.log());
    lane.post(
        () -> {
          lane.keyspace.setNowMs(wallMs());
          lane.core.receive(now(), from, message);
          lane.release();
        });
  }

  void receive(NodeId from, LogMessage message) {
    Lane lane = lane(message.log());
    lane.post(
        () -> {
          lane.keyspace.setNowMs(wallMs());
          lane.core.receive(now(), from, message);
          lane.release();
        });
  }
}
