package io.ember.cluster.sim;

import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.node.ClusterChange;
import io.ember.cluster.core.node.ControlInput;
import io.ember.cluster.core.replication.ShardMessage;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.JobInfo;
import io.ember.cluster.core.state.JobState;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.core.state.PromotionKind;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.cluster.sim.history.LinearizabilityChecker;
import io.ember.cluster.sim.history.ModelCommand;
import io.ember.cluster.sim.history.ModelCommand.Condition;
import io.ember.cluster.sim.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run from one seed: clients of a replicated cluster at work while things break, then quiet;
 * then all must be well, and what the clients saw must be what one machine could have answered.
 */
final class ReplicaRun {
  private static final long MS = 1_000_000;
  private static final int OPERATIONS = 1_200;
  private static final int WRITERS = 4;
  private static final int READERS = 6;
  private static final long QUIET_MS = 25_000;
  private static final long WRITER_TIMEOUT_MS = 1_500;
  private static final long READER_TIMEOUT_MS = 200;
  private static final int[] FIRST_SLOTS = {0, 1, 2, 3, 9008, 9009, 9010, 9011};

  /** Writes in doubt after which a slot is left alone: each doubles the work of the judge. */
  private static final int MAX_DOUBTS = 5;

  private static final int[][] SHAPES = {{0, 0, 0}, {0, 1, 0, 1}, {0, 0, 2}, {0, 1, 0, 1, 0}};

  /** Slots move only where there are two shards. */
  private static final int[][] MOVING_SHAPES = {{0, 1, 0, 1}, {0, 0, 2}, {0, 1, 0, 1, 0}};

  /** What is done to slots, beside what breaks. */
  enum Moves {
    NONE,
    /** They are moved from shard to shard. */
    SOME,
    /** They are moved, and what is on its way is not what was sent. */
    DAMAGED
  }

  private final long seed;
  private final ReplicaCluster replicas;
  private final ControlCluster cluster;
  private final SplittableRandom random;
  private final SimFaults faults;
  private final List<Operation> history = new ArrayList<>();
  private final int[] slots = FIRST_SLOTS.clone();
  private final int[] doubts = new int[slots.length];
  private int operations;
  private int answered;
  private boolean ended;
  private final Moves moves;
  private @Nullable SimKiller killer;

  ReplicaRun(long seed) {
    this(seed, SafetyRules.ALL, 520, Neglect.NONE, Moves.NONE);
  }

  ReplicaRun(long seed, SafetyRules rules, long graceMs, Neglect neglect, Moves moves) {
    this.seed = seed;
    this.moves = moves;
    int[][] shapes = moves == Moves.NONE ? SHAPES : MOVING_SHAPES;
    int[] shape = shapes[(int) Math.floorMod(seed, (long) shapes.length)];
    boolean areAllReplicated = shape[2] == 0;
    int minInSync = areAllReplicated && Math.floorMod(seed, 7L) == 3 ? 2 : 1;
    replicas =
        new ReplicaCluster(seed, new ReplicaSetup(shape, graceMs, minInSync, neglect), rules);
    cluster = replicas.cluster;
    random = new SplittableRandom(~seed);
    faults = new SimFaults(cluster, random);
    if (moves != Moves.NONE) {
      replicas.watch(watched());
    }
  }

  /** {@return a run in which nothing breaks but who dies where a migration gets to a point} */
  static ReplicaRun killing(long seed, KillPoint point, SimKiller.Victim victim) {
    ReplicaRun run = new ReplicaRun(seed, SafetyRules.ALL, 520, Neglect.NONE, Moves.SOME);
    SimKiller killer = new SimKiller(run.cluster, run.faults, run::mayCrash, point, victim);
    run.killer = killer;
    run.replicas.setKiller(killer);
    return run;
  }

  /** All that may be used, also after slots in doubt were left alone. */
  private static int[] watched() {
    List<Integer> all = new ArrayList<>();
    for (int slot : FIRST_SLOTS) {
      for (int i = 0; i < 4; i++) {
        all.add(slot + 16 * i);
      }
    }
    return all.stream().mapToInt(slot -> slot).toArray();
  }

  FaultTable table() {
    return cluster.table;
  }

  int answered() {
    return answered;
  }

  /** {@return the hash of all that happened} */
  long run() {
    try {
      awaitMembers();
      cluster.limbo = 0.1;
      replicas.setSlow(0.02);
      if (moves == Moves.DAMAGED) {
        replicas.damage().flips = 0.05;
        replicas.damage().lies = 0.05;
      }
      for (int client = 0; client < WRITERS + READERS; client++) {
        think(client);
      }
      while (operations < OPERATIONS) {
        cluster.schedule.runFor(random.nextLong(600) * MS);
        if (killer == null) {
          breakSomething();
        }
        if (moves != Moves.NONE) {
          moveSomething();
        }
      }
      ended = true;
      replicas.setSlow(0);
      faults.end();
      if (killer != null) {
        killer.end();
      }
      replicas.damage().flips = 0;
      replicas.damage().lies = 0;
      resumeJobs();
      cluster.schedule.runFor(QUIET_MS * MS);
      settled();
      history.removeIf(operation -> replicas.lost().contains(operation.slot()));
      new LinearizabilityChecker(100 * MS).check(history);
    } catch (AssertionError | RuntimeException e) {
      throw cluster.schedule.failure(seed, e);
    }
    return cluster.schedule.traceHash();
  }

  /** What was set may be on its way to being added at any moment. */
  private void settled() {
    for (int tries = 0; ; tries++) {
      try {
        replicas.settled();
        return;
      } catch (AssertionError once) {
        if (tries == 8) {
          throw once;
        }
        cluster.schedule.runFor(700 * MS);
      }
    }
  }

  private void awaitMembers() {
    for (int i = 0; i < 200; i++) {
      cluster.schedule.runFor(100 * MS);
      ClusterStateData data = cluster.nodes.get(0).group.committed();
      long inSync = data.shards().values().stream().mapToLong(s -> s.members().size()).sum();
      if (inSync == cluster.nodes.size()) {
        return;
      }
    }
    throw new AssertionError(
        "the replicas do not become members: "
            + cluster.nodes.get(0).group.committed().shards().values());
  }

  // ---- clients

  private void think(int client) {
    cluster.schedule.after(
        random.nextLong(1, 60) * MS,
        "think",
        () -> {
          if (!ended) {
            invoke(client);
          }
        });
  }

  private void invoke(int client) {
    operations++;
    int which = random.nextInt(slots.length);
    int slot = slots[which];
    boolean reads = client >= WRITERS;
    ModelCommand command = command(reads ? random.nextInt(35) : random.nextInt(100), true);
    long calledNs = cluster.schedule.nowNs();
    int place = history.size();
    history.add(new Operation(client, slot, command, calledNs, Operation.UNKNOWN, null));
    SimNode node = nodeFor(slot);
    boolean[] over = new boolean[1];
    cluster.schedule.after(
        (reads ? READER_TIMEOUT_MS : WRITER_TIMEOUT_MS) * MS,
        "timeout",
        () -> {
          if (!over[0]) {
            over[0] = true;
            doubt(which, slot, command);
            think(client);
          }
        });
    SimLanes.Caller caller =
        new SimLanes.Caller() {
          @Override
          public void answered(String answer) {
            end(
                over,
                client,
                () -> {
                  answered++;
                  history.set(
                      place,
                      new Operation(
                          client, slot, command, calledNs, cluster.schedule.nowNs(), answer));
                });
          }

          @Override
          public void refused() {
            end(over, client, () -> history.set(place, nothing(client, slot, calledNs)));
          }
        };
    cluster.schedule.after(
        cluster.network.delayNs(),
        "call",
        () -> {
          SimLanes lanes = replicas.lanes(node);
          if (lanes != null) {
            lanes.call(slot, command, caller);
          }
        });
  }

  private void doubt(int which, int slot, ModelCommand command) {
    if (slot == slots[which] && command.writes() && ++doubts[which] == MAX_DOUBTS) {
      slots[which] += 16; // in the same log
      doubts[which] = 0;
    }
  }

  /** A read whose answer nobody knows says nothing. */
  private static Operation nothing(int client, int slot, long calledNs) {
    return new Operation(
        client, slot, new ModelCommand.Get("-"), calledNs, Operation.UNKNOWN, null);
  }

  private void end(boolean[] over, int client, Runnable outcome) {
    cluster.schedule.after(
        cluster.network.delayNs(),
        "answer",
        () -> {
          if (!over[0]) {
            over[0] = true;
            outcome.run();
            think(client);
          }
        });
  }

  /** Mostly the owner; sometimes whoever owned it, or was thought to. */
  private SimNode nodeFor(int slot) {
    SimNode asked = cluster.nodes.get(random.nextInt(cluster.nodes.size()));
    if (moves != Moves.NONE && random.nextInt(20) == 0) {
      return asked;
    }
    NodeId owner = asked.group.at(asked.position).slots().owner(slot);
    for (SimNode node : cluster.nodes) {
      if (node.disk.id().equals(owner)) {
        return node;
      }
    }
    return asked;
  }

  private ModelCommand command(int dice, boolean mayBeMany) {
    String key = random.nextBoolean() ? "a" : "b";
    String value = Integer.toString(operations);
    if (dice < 35) {
      return new ModelCommand.Get(key);
    } else if (dice < 50) {
      return new ModelCommand.Set(key, value, Condition.ALWAYS, 0);
    } else if (dice < 58) {
      return new ModelCommand.Set(
          key, value, random.nextBoolean() ? Condition.NX : Condition.XX, 0);
    } else if (dice < 64) {
      return new ModelCommand.Set(key, value, Condition.ALWAYS, random.nextLong(200, 2_000));
    } else if (dice < 76) {
      return new ModelCommand.Incr(key);
    } else if (dice < 84) {
      return new ModelCommand.Append(key, "1");
    } else if (dice < 90 || !mayBeMany) {
      return new ModelCommand.Del(key);
    }
    List<ModelCommand> commands = new ArrayList<>();
    int count = 2 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      commands.add(command(random.nextInt(90), false));
    }
    return new ModelCommand.Exec(commands);
  }

  // ---- what operators do to slots

  private void moveSomething() {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> beginJob();
      case 4 -> changeJob(job -> new ClusterCommand.PauseJob(job, true));
      case 5, 6 -> changeJob(job -> new ClusterCommand.PauseJob(job, false));
      case 7 ->
          changeJob(job -> new ClusterCommand.EndJob(job, JobState.CANCELLED, "cancelled", 1));
      default -> {}
    }
  }

  private void beginJob() {
    ClusterStateData data = cluster.nodes.get(0).group.committed();
    List<ShardInfo> shards = List.copyOf(data.shards().values());
    NodeId source = data.slots().owner(slots[random.nextInt(slots.length)]);
    NodeId target = shards.get(random.nextInt(shards.size())).primary();
    if (source == null || source.equals(target)) {
      return;
    }
    SlotSet some = SlotSet.EMPTY;
    for (int slot : slots) {
      if (source.equals(data.slots().owner(slot)) && random.nextInt(3) > 0) {
        some = some.plus(SlotSet.ofSlots(slot, slot + 16));
      }
    }
    JobId job = new JobId(new UUID(random.nextLong(), random.nextLong()));
    ClusterResponse response =
        cluster
            .nodes
            .get(0)
            .group
            .commit(
                new ClusterCommand.BeginJob(
                    job, some.and(data.slots().setOf(source)), source, target, 1));
    cluster.table.operation("job", response.isOk() ? "begun" : "refused");
    if (response.isOk() && killer != null) {
      killer.jobBegun(source, target);
    }
  }

  private void changeJob(Function<JobId, ClusterCommand> change) {
    ClusterStateData data = cluster.nodes.get(0).group.committed();
    List<JobInfo> open = data.jobs().stream().filter(job -> job.state().isOpen()).toList();
    if (!open.isEmpty()) {
      JobInfo job = open.get(random.nextInt(open.size()));
      ClusterCommand command = change.apply(job.id());
      cluster.nodes.get(0).group.commit(command);
      cluster.table.operation("job", command.getClass().getSimpleName());
    }
  }

  private void resumeJobs() {
    for (JobInfo job : cluster.nodes.get(0).group.committed().jobs()) {
      if (job.state() == JobState.PAUSED) {
        cluster.nodes.get(0).group.commit(new ClusterCommand.PauseJob(job.id(), false));
      }
    }
  }

  // ---- faults

  private void breakSomething() {
    SimNode node = cluster.nodes.get(random.nextInt(cluster.nodes.size()));
    switch (random.nextInt(12)) {
      case 0, 1 -> crash(primaryOr(node));
      case 2, 3 -> faults.pause(primaryOr(node), this::pauseMs);
      case 4 -> faults.partition(primaryOr(node), true, 300, 5_000);
      case 5 -> faults.partition(primaryOr(node), false, 300, 5_000);
      case 8 -> handOver(node);
      case 9 -> force(node);
      case 10 -> sendElsewhere(node);
      case 6 -> {
        if (node.isUp()) {
          node.crashAfterOutputs = mayCrash(node) ? random.nextInt(12) : -1;
        }
      }
      default -> faults.roughNetwork(node.phase(), 4_000);
    }
  }

  /** An operator wants a replica to take over. */
  private void handOver(SimNode node) {
    ShardInfo shard = node.group.committed().shardOf(node.disk.id());
    SimNode primary = primaryOf(node);
    if (shard != null && primary != null && primary != node) {
      cluster.table.operation("hand-over", "asked");
      cluster.input(
          primary,
          new ControlInput.ShardHeard(
              node.disk.id(),
              new ShardMessage.HandOverWanted(shard.id(), shard.epoch(), node.disk.run())));
    }
  }

  /** An operator promotes a member without asking anybody. */
  private void force(SimNode node) {
    ShardInfo shard = node.group.committed().shardOf(node.disk.id());
    if (shard != null && node.runs()) {
      ClusterResponse response =
          node.group.commit(
              new ClusterCommand.PromoteReplica(
                  node.disk.id(),
                  node.disk.run(),
                  shard.epoch(),
                  shard.version(),
                  PromotionKind.UNPLANNED));
      cluster.table.operation("force", response.isOk() ? "done" : "refused");
    }
  }

  /** An operator has a node copy an owner of slots, maybe of another shard; owners refuse. */
  private void sendElsewhere(SimNode node) {
    ClusterStateData data = node.group.committed();
    NodeId owner = data.slots().owner(slots[random.nextInt(slots.length)]);
    if (owner != null) {
      cluster.ask(node, new ClusterChange.Replicate(owner));
    }
  }

  private @Nullable SimNode primaryOf(SimNode node) {
    ShardInfo shard = node.group.committed().shardOf(node.disk.id());
    for (SimNode each : cluster.nodes) {
      if (shard != null && each.disk.id().equals(shard.primary())) {
        return each;
      }
    }
    return null;
  }

  private SimNode primaryOr(SimNode node) {
    SimNode primary = random.nextInt(3) > 0 ? primaryOf(node) : null;
    return primary == null ? node : primary;
  }

  /** Whether another member has the data of its shard: losing all is outside of the claims. */
  private boolean mayCrash(SimNode node) {
    ClusterStateData data = node.group.committed();
    ShardInfo shard = data.shardOf(node.disk.id());
    if (shard == null) {
      return true;
    }
    for (SimNode other : cluster.nodes) {
      NodeInfo info = data.node(other.disk.id());
      Long run = shard.members().get(other.disk.id());
      if (other != node
          && other.isUp()
          && other.crashAfterOutputs < 0
          && info != null
          && run != null
          && run == other.disk.run()) {
        return true;
      }
    }
    return false;
  }

  private void crash(SimNode node) {
    if (node.isUp() && mayCrash(node)) {
      faults.crash(node);
    }
  }

  private long pauseMs() {
    return switch (random.nextInt(40)) {
      case 0 -> random.nextLong(120_000);
      case 1, 2, 3, 4, 5 -> random.nextLong(20_000);
      default -> random.nextLong(50, 2_500);
    };
  }
}
