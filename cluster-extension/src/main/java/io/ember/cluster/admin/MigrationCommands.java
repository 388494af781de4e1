package io.ember.cluster.admin;

import static io.ember.engine.command.CommandFlag.ADMIN;
import static io.ember.engine.command.CommandFlag.NO_ASYNC_LOADING;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.cluster.core.node.ClusterChange;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.JobInfo;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Moving slots as a whole: MIGRATESLOTS, GETSLOTMIGRATIONS and CANCELSLOTMIGRATIONS as Valkey 9 has
 * them, MIGRATION as Redis 8.4 has it. Every node takes them, since jobs are part of the
 * configuration.
 */
final class MigrationCommands {
  private static final String GROUP = "cluster";
  private static final String BY_SLOTS = "O(N) where N is the number of slots";
  private static final String BY_JOBS = "O(N) where N is the number of jobs";

  private final NodeServicesRef services;
  private final MigrationReplies replies;

  MigrationCommands(NodeServicesRef services) {
    this.services = services;
    replies = new MigrationReplies(services);
  }

  void addTo(List<CommandSpec> subcommands) {
    add(
        subcommands,
        "migrateslots",
        -7,
        BY_SLOTS,
        "Moves slots to other nodes while clients use them.",
        this::migrateSlots);
    add(
        subcommands,
        "getslotmigrations",
        2,
        BY_JOBS,
        "Returns the moves of slots that are under way, and the last that ended.",
        replies::all);
    add(
        subcommands,
        "cancelslotmigrations",
        -2,
        BY_JOBS,
        "Cancels the moves of slots from this node.",
        this::cancelSlotMigrations);
    add(
        subcommands,
        "migration",
        -3,
        BY_SLOTS,
        "Begins, shows, holds and cancels moves of slots.",
        this::migration);
  }

  private void add(
      List<CommandSpec> subcommands,
      String name,
      int arity,
      String complexity,
      String summary,
      CommandHandler.OnCaller handler) {
    subcommands.add(
        CommandSpec.named("cluster|" + name, arity, ADMIN, STALE, NO_ASYNC_LOADING)
            .doc(GROUP, "9.0.0", complexity, summary)
            .onCaller(ClusterCommands.guarded(services, handler)));
  }

  private ClusterStateData configuration() {
    return services.get().control().configuration();
  }

  // ---- MIGRATESLOTS

  private void migrateSlots(EngineCall call) {
    Map<NodeId, SlotSet> wanted = new TreeMap<>();
    SlotSet named = SlotSet.EMPTY;
    int at = 2;
    while (at < call.argumentCount()) {
      int node = at + 1;
      while (node < call.argumentCount() && !call.argumentIs(node, "NODE")) {
        node++;
      }
      int count = node - at - 1;
      if (!call.argumentIs(at, "SLOTSRANGE")
          || count < 2
          || count % 2 != 0
          || node + 1 >= call.argumentCount()) {
        call.reply().error("syntax error");
        return;
      }
      BitSet slots = SlotArguments.ranges(call, at + 1, node);
      NodeId target = slots == null ? null : target(call, node + 1);
      if (slots == null || target == null) {
        return;
      }
      SlotSet some = SlotSet.ofSlots(slots.stream().toArray());
      SlotSet twice = some.and(named);
      if (!twice.isEmpty()) {
        call.reply().error("Slot " + twice.first() + " specified multiple times");
        return;
      }
      named = named.plus(some);
      wanted.merge(target, some, SlotSet::plus);
      at = node + 2;
    }
    begin(call, wanted, names -> call.reply().ok());
  }

  /** {@return a primary that an argument names; null after an error was answered} */
  private @Nullable NodeId target(EngineCall call, int index) {
    NodeId id = Arguments.nodeId(call, index);
    ClusterStateData data = configuration();
    if (id == null || data.node(id) == null) {
      call.reply().error("Unknown node " + call.argumentQuoted(index));
      return null;
    }
    if (!data.isPrimary(id)) {
      call.reply().error("Target node " + call.argumentQuoted(index) + " is not a primary");
      return null;
    }
    return id;
  }

  /** What is answered when jobs were begun. */
  private interface Begun {
    void answer(List<JobId> names);
  }

  private void begin(EngineCall call, Map<NodeId, SlotSet> wanted, Begun begun) {
    ClusterStateData data = configuration();
    long nowMs = System.currentTimeMillis();
    List<ClusterChange> changes = new ArrayList<>();
    List<JobId> names = new ArrayList<>();
    for (Map.Entry<NodeId, SlotSet> each : wanted.entrySet()) {
      SlotSet left = each.getValue();
      while (!left.isEmpty()) {
        NodeId source = data.slots().owner(left.first());
        String unfit = unfit(data, left.first(), source, each.getKey());
        if (unfit != null || source == null) {
          call.reply().error(String.valueOf(unfit));
          return;
        }
        JobId job = new JobId(UUID.randomUUID());
        SlotSet ofSource = left.and(data.slots().setOf(source));
        names.add(job);
        changes.add(new ClusterChange.MoveSlots(job, ofSource, source, each.getKey(), nowMs));
        left = left.minus(ofSource);
      }
    }
    Changes.askAll(services, call, changes, result -> begun.answer(names));
  }

  private static @Nullable String unfit(
      ClusterStateData data, int slot, @Nullable NodeId source, NodeId target) {
    if (source == null) {
      return "Slot " + slot + " is not assigned to any node";
    }
    if (source.equals(target)) {
      return "Slot " + slot + " is already owned by node " + target;
    }
    for (JobInfo job : data.jobs()) {
      if (job.state().isOpen() && job.remaining().contains(slot)) {
        return "Slot " + slot + " is already being migrated by job " + replyName(job.id());
      }
    }
    return null;
  }

  static String replyName(JobId job) {
    return job.uuid().toString().replace("-", "");
  }

  // ---- CANCELSLOTMIGRATIONS

  private void cancelSlotMigrations(EngineCall call) {
    if (call.argumentCount() == 2) {
      ShardInfo own = configuration().shardOf(services.get().control().state().localId());
      cancel(call, job -> own != null && job.sourceShard().equals(own.id()), true);
    } else if (call.argumentCount() == 4 && call.argumentIs(2, "NAME")) {
      cancelNamed(call, 3, true);
    } else {
      call.reply().error("syntax error");
    }
  }

  private void cancelNamed(EngineCall call, int index, boolean answersOk) {
    JobInfo job = openJob(call, index);
    if (job != null) {
      cancel(call, each -> each.id().equals(job.id()), answersOk);
    }
  }

  private void cancel(EngineCall call, Predicate<JobInfo> which, boolean answersOk) {
    long nowMs = System.currentTimeMillis();
    List<ClusterChange> changes = new ArrayList<>();
    for (JobInfo job : configuration().jobs()) {
      if (job.state().isOpen() && which.test(job)) {
        changes.add(new ClusterChange.CancelMove(job.id(), nowMs));
      }
    }
    if (changes.isEmpty() && answersOk) {
      call.reply().error("No migrations ongoing");
      return;
    }
    Changes.askAll(
        services,
        call,
        changes,
        result -> {
          if (answersOk) {
            call.reply().ok();
          } else {
            call.reply().integer(changes.size());
          }
        });
  }

  /** {@return the open job that an argument names; null after an error was answered} */
  private @Nullable JobInfo openJob(EngineCall call, int index) {
    String name = call.argumentText(index).replace("-", "");
    for (JobInfo job : configuration().jobs()) {
      if (replyName(job.id()).equalsIgnoreCase(name)) {
        if (!job.state().isOpen()) {
          call.reply().error("The migration " + call.argumentQuoted(index) + " has ended");
          return null;
        }
        return job;
      }
    }
    call.reply().error("Unknown migration " + call.argumentQuoted(index));
    return null;
  }

  // ---- MIGRATION

  private void migration(EngineCall call) {
    if (call.argumentIs(2, "IMPORT")) {
      importHere(call);
    } else if (call.argumentIs(2, "STATUS")) {
      status(call);
    } else if (call.argumentIs(2, "CANCEL") && call.argumentCount() == 4) {
      if (call.argumentIs(3, "ALL")) {
        cancel(call, job -> true, false);
      } else {
        cancelNamed(call, 3, false);
      }
    } else if (call.argumentIs(2, "CANCEL")
        && call.argumentCount() == 5
        && call.argumentIs(3, "ID")) {
      cancelNamed(call, 4, false);
    } else if ((call.argumentIs(2, "PAUSE") || call.argumentIs(2, "RESUME"))
        && call.argumentCount() == 4) {
      JobInfo job = openJob(call, 3);
      if (job != null) {
        Changes.ask(
            services, call, new ClusterChange.PauseMove(job.id(), call.argumentIs(2, "PAUSE")));
      }
    } else {
      call.reply().error("syntax error");
    }
  }

  private void importHere(EngineCall call) {
    if (call.argumentCount() < 5 || call.argumentCount() % 2 == 0) {
      call.reply().error("wrong number of arguments for 'cluster|migration' command");
      return;
    }
    BitSet slots = SlotArguments.ranges(call, 3, call.argumentCount());
    if (slots == null) {
      return;
    }
    SlotSet wanted = SlotSet.ofSlots(slots.stream().toArray());
    ClusterStateData data = configuration();
    NodeId self = services.get().control().state().localId();
    NodeId source = data.slots().owner(wanted.first());
    if (!data.isPrimary(self)) {
      call.reply().error("CLUSTER MIGRATION not allowed on replica.");
    } else if (source != null && !data.slots().setOf(source).containsAll(wanted)) {
      call.reply().error("slots belong to different source nodes");
    } else {
      begin(
          call,
          new TreeMap<>(Map.of(self, wanted)),
          names -> call.reply().bulk(replyName(names.get(0))));
    }
  }

  private void status(EngineCall call) {
    boolean isAll =
        call.argumentCount() == 3 || (call.argumentCount() == 4 && call.argumentIs(3, "ALL"));
    boolean isOne = call.argumentCount() == 5 && call.argumentIs(3, "ID");
    if (isAll) {
      replies.status(call, job -> true);
    } else if (isOne) {
      String name = call.argumentText(4).replace("-", "");
      replies.status(call, job -> replyName(job.id()).equalsIgnoreCase(name));
    } else {
      call.reply().error("syntax error");
    }
  }
}
