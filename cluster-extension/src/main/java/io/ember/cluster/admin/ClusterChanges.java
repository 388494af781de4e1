package io.ember.cluster.admin;

import static io.ember.engine.command.CommandFlag.ADMIN;
import static io.ember.engine.command.CommandFlag.NOSCRIPT;
import static io.ember.engine.command.CommandFlag.NO_ASYNC_LOADING;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.cluster.core.node.ClusterChange;
import io.ember.cluster.core.node.ClusterChange.FailoverKind;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.NodeRole;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subcommands of CLUSTER that change it. What can be said by looking at the local picture is
 * answered at once, in the words of Redis; the rest goes to the control line, which answers later.
 */
final class ClusterChanges {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterChanges.class);
  private static final String GROUP = "cluster";
  private static final String BY_SLOTS = "O(N) where N is the total number of hash slot arguments";
  private static final String BY_RANGE =
      "O(N) where N is the total number of the slots between the start slot and end slot arguments.";

  private final NodeServicesRef services;

  ClusterChanges(NodeServicesRef services) {
    this.services = services;
  }

  void addTo(List<CommandSpec> subcommands) {
    subcommands.add(
        spec("saveconfig", 2, "3.0.0", "O(1)", "Forces the node to save cluster state on disk")
            // What a node must not forget was forced to disk before the node spoke of it.
            .onCaller(ClusterCommands.guarded(services, call -> call.reply().ok())));
    addMembership(subcommands);
    addSlots(subcommands);
    addEpochs(subcommands);
    subcommands.add(
        CommandSpec.named("cluster|accept-loss", -4, ADMIN, STALE, NO_ASYNC_LOADING)
            .doc(GROUP, "0.1.0", BY_RANGE, "Begin anew with slots whose data is lost")
            .onCaller(ClusterCommands.guarded(services, call -> acceptLoss(call, ranges(call)))));
    new MigrationCommands(services).addTo(subcommands);
    add(
        subcommands,
        "setslot",
        -4,
        "O(1)",
        "Bind a hash slot to a specific node",
        new SetSlotCommand(services));
    add(
        subcommands,
        "failover",
        -2,
        "O(1)",
        "Forces a replica to perform a manual failover of its master.",
        this::failover);
  }

  private void addMembership(List<CommandSpec> subcommands) {
    add(
        subcommands,
        "meet",
        -4,
        "O(1)",
        "Force a node cluster to handshake with another node",
        this::meet);
    add(subcommands, "forget", 3, "O(1)", "Remove a node from the nodes table", this::forget);
    add(
        subcommands,
        "replicate",
        3,
        "O(1)",
        "Reconfigure a node as a replica of the specified master node",
        this::replicate);
    subcommands.add(
        CommandSpec.named("cluster|reset", -2, ADMIN, NOSCRIPT, STALE)
            .doc(
                GROUP,
                "3.0.0",
                "O(N) where N is the number of known nodes. The command may execute a FLUSHALL as a"
                    + " side effect.",
                "Reset a Redis Cluster node")
            .onCaller(ClusterCommands.guarded(services, this::reset)));
  }

  private void addSlots(List<CommandSpec> subcommands) {
    String assign = "Assign new hash slots to receiving node";
    String unbind = "Set hash slots as unbound in receiving node";
    add(subcommands, "addslots", -3, BY_SLOTS, assign, call -> assign(call, listed(call)));
    add(subcommands, "addslotsrange", -4, BY_RANGE, assign, call -> assign(call, ranges(call)));
    add(subcommands, "delslots", -3, BY_SLOTS, unbind, call -> unbind(call, listed(call)));
    add(subcommands, "delslotsrange", -4, BY_RANGE, unbind, call -> unbind(call, ranges(call)));
    add(
        subcommands,
        "flushslots",
        2,
        "O(1)",
        "Delete a node's own slots information",
        this::flushSlots);
  }

  private void addEpochs(List<CommandSpec> subcommands) {
    add(
        subcommands,
        "set-config-epoch",
        3,
        "O(1)",
        "Set the configuration epoch in a new node",
        this::setConfigEpoch);
    subcommands.add(
        spec("bumpepoch", 2, "3.0.0", "O(1)", "Advance the cluster config epoch")
            .tips("nondeterministic_output")
            .onCaller(
                ClusterCommands.guarded(
                    services, call -> change(call, new ClusterChange.BumpEpoch()))));
  }

  private void add(
      List<CommandSpec> subcommands,
      String name,
      int arity,
      String complexity,
      String summary,
      CommandHandler.OnCaller handler) {
    String since = name.endsWith("range") ? "7.0.0" : "3.0.0";
    subcommands.add(
        spec(name, arity, since, complexity, summary)
            .onCaller(ClusterCommands.guarded(services, handler)));
  }

  private static CommandSpec.Builder spec(
      String name, int arity, String since, String complexity, String summary) {
    return CommandSpec.named("cluster|" + name, arity, ADMIN, STALE, NO_ASYNC_LOADING)
        .doc(GROUP, since, complexity, summary);
  }

  private ClusterState state() {
    return services.get().cluster().get();
  }

  // ---- what needs the control line

  private void change(EngineCall call, ClusterChange change) {
    Changes.ask(services, call, change);
  }

  // ---- membership

  private void meet(EngineCall call) {
    if (call.argumentCount() > 5) {
      call.reply().error("wrong number of arguments for 'cluster|meet' command");
      return;
    }
    String host = call.argumentText(2);
    OptionalLong port = Arguments.integer(call, 3);
    OptionalLong bus =
        call.argumentCount() == 5
            ? Arguments.integer(call, 4)
            : port.isPresent()
                ? OptionalLong.of(port.getAsLong() + Endpoint.BUS_PORT_OFFSET)
                : OptionalLong.empty();
    if (port.isEmpty()) {
      call.reply().error("Invalid base port specified: " + call.argumentQuoted(3));
    } else if (bus.isEmpty()) {
      call.reply().error("Invalid bus port specified: " + call.argumentQuoted(4));
    } else if (!Endpoint.isHost(host) || !isPort(port.getAsLong()) || !isPort(bus.getAsLong())) {
      call.reply()
          .error(
              "Invalid node address specified: "
                  + call.argumentQuoted(2)
                  + ":"
                  + call.argumentQuoted(3));
    } else {
      change(call, new ClusterChange.Meet(new Endpoint(host, (int) bus.getAsLong())));
    }
  }

  private static boolean isPort(long port) {
    return port >= 1 && port <= Endpoint.MAX_PORT;
  }

  private void forget(EngineCall call) {
    ClusterState state = state();
    NodeId id = Arguments.nodeId(call, 2);
    if (id == null) {
      call.reply().error("Unknown node " + call.argumentQuoted(2));
    } else if (id.equals(state.localId())) {
      call.reply().error("I tried hard but I can't forget myself...");
    } else if (id.equals(state.local().primaryId())) {
      call.reply().error("Can't forget my master!");
    } else {
      // One that is not known (any more) is forgotten: redis-cli tells every node.
      change(call, new ClusterChange.Forget(id));
    }
  }

  private void replicate(EngineCall call) {
    ClusterState state = state();
    NodeId id = Arguments.nodeId(call, 2);
    ClusterNode primary = id == null ? null : state.node(id);
    if (primary == null) {
      call.reply().error("Unknown node " + call.argumentQuoted(2));
    } else if (primary.id().equals(state.localId())) {
      call.reply().error("Can't replicate myself");
    } else if (primary.role() != NodeRole.PRIMARY) {
      call.reply().error("I can only replicate a master, not a replica.");
    } else if (state.slots().slotCountOf(state.localId()) > 0) {
      call.reply().error("To set a master the node must be empty and without assigned slots.");
    } else {
      change(call, new ClusterChange.Replicate(primary.id()));
    }
  }

  private void failover(EngineCall call) {
    ClusterState state = state();
    if (call.argumentCount() > 3
        || (call.argumentCount() == 3
            && !call.argumentIs(2, "FORCE")
            && !call.argumentIs(2, "TAKEOVER"))) {
      call.reply().error("syntax error");
    } else if (state.local().role() == NodeRole.PRIMARY) {
      call.reply().error("You should send CLUSTER FAILOVER to a replica");
    } else {
      FailoverKind kind =
          call.argumentCount() == 2
              ? FailoverKind.PLANNED
              : call.argumentIs(2, "FORCE") ? FailoverKind.FORCE : FailoverKind.TAKEOVER;
      change(call, new ClusterChange.Failover(kind));
    }
  }

  private void reset(EngineCall call) {
    boolean hard = call.argumentCount() == 3 && call.argumentIs(2, "HARD");
    if (call.argumentCount() > 3
        || (call.argumentCount() == 3 && !hard && !call.argumentIs(2, "SOFT"))) {
      call.reply().error("syntax error");
    } else {
      change(call, new ClusterChange.Reset(hard));
    }
  }

  // ---- slots

  /** {@return the slots that the arguments list; null after an error was answered} */
  private static @Nullable BitSet listed(EngineCall call) {
    BitSet slots = new BitSet();
    for (int i = 2; i < call.argumentCount(); i++) {
      int slot = SlotArguments.slot(call, i);
      if (slot < 0 || !SlotArguments.addOnce(call, slots, slot)) {
        return null;
      }
    }
    return slots;
  }

  /** {@return the slots of the pairs of arguments; null after an error was answered} */
  private static @Nullable BitSet ranges(EngineCall call) {
    if (call.argumentCount() % 2 != 0) {
      call.reply()
          .error(
              "wrong number of arguments for 'cluster|"
                  + call.argumentQuoted(1).toLowerCase(Locale.ROOT)
                  + "' command");
      return null;
    }
    return SlotArguments.ranges(call, 2, call.argumentCount());
  }

  private void assign(EngineCall call, @Nullable BitSet slots) {
    if (slots == null) {
      return;
    }
    ClusterState state = state();
    for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
      if (state.slots().owner(slot) != null) {
        call.reply().error("Slot " + slot + " is already busy");
        return;
      }
    }
    change(call, new ClusterChange.AddSlots(SlotSet.ofSlots(slots.stream().toArray())));
  }

  private void unbind(EngineCall call, @Nullable BitSet slots) {
    if (slots == null) {
      return;
    }
    ClusterState state = state();
    for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
      ClusterNode owner = state.owner(slot);
      if (owner == null) {
        call.reply().error("Slot " + slot + " is already unassigned");
        return;
      }
      if (!owner.id().equals(state.localId())) {
        call.reply()
            .error("Slot " + slot + " is owned by " + owner.client() + ", which has to be asked");
        return;
      }
    }
    change(call, new ClusterChange.RemoveSlots(SlotSet.ofSlots(slots.stream().toArray())));
  }

  private void acceptLoss(EngineCall call, @Nullable BitSet slots) {
    if (slots == null) {
      return;
    }
    SlotSet lost = SlotSet.ofSlots(slots.stream().toArray());
    LOG.warn(
        "CLUSTER ACCEPT-LOSS: what slots {} held is given up, by client {}",
        lost,
        call.caller().id());
    change(call, new ClusterChange.AcceptLoss(lost));
  }

  private void flushSlots(EngineCall call) {
    ClusterState state = state();
    SlotSet own = SlotSet.of(state.slots().slotsOf(state.localId()));
    if (own.isEmpty()) {
      call.reply().ok();
    } else {
      change(call, new ClusterChange.RemoveSlots(own));
    }
  }

  // ---- epochs

  private void setConfigEpoch(EngineCall call) {
    ClusterState state = state();
    OptionalLong epoch = Arguments.integerOrError(call, 2);
    if (epoch.isEmpty()) {
      return;
    }
    if (epoch.getAsLong() < 0) {
      call.reply().error("Invalid config epoch specified: " + epoch.getAsLong());
    } else if (state.nodes().size() > 1) {
      call.reply()
          .error(
              "The user can assign a config epoch only when the node does not know any other"
                  + " node.");
    } else {
      change(call, new ClusterChange.SetConfigEpoch(epoch.getAsLong()));
    }
  }
}
