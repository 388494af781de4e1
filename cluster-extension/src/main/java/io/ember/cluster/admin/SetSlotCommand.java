package io.ember.cluster.admin;

import io.ember.cluster.core.node.ClusterChange;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.NodeRole;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandHandler;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * CLUSTER SETSLOT for tools of Redis: MIGRATING and IMPORTING mark a slot, STABLE takes the mark
 * away, and NODE moves the slot, with the keys that it still holds, and answers when it is there.
 * Each may be repeated, and be sent to any primary.
 */
final class SetSlotCommand implements CommandHandler.OnCaller {
  /** Tools wait without end; an answer that it takes longer is better. */
  private static final long WAIT_MS = 60_000;

  private final NodeServicesRef services;

  SetSlotCommand(NodeServicesRef services) {
    this.services = services;
  }

  @Override
  public void execute(EngineCall call) {
    ClusterState state = services.get().cluster().get();
    if (state.local().role() != NodeRole.PRIMARY) {
      call.reply().error("You can use SETSLOT only with masters.");
      return;
    }
    int slot = SlotArguments.slot(call, 2);
    if (slot < 0) {
      return;
    }
    if (call.argumentIs(3, "STABLE") && call.argumentCount() == 4) {
      Changes.ask(services, call, new ClusterChange.CloseSlot(slot));
      return;
    }
    boolean isKnown =
        call.argumentIs(3, "MIGRATING")
            || call.argumentIs(3, "IMPORTING")
            || call.argumentIs(3, "NODE");
    if (!isKnown || call.argumentCount() != 5) {
      call.reply().error("Invalid CLUSTER SETSLOT action or number of arguments. Try CLUSTER HELP");
      return;
    }
    NodeId other = primary(call, state);
    if (other == null) {
      return;
    }
    if (call.argumentIs(3, "MIGRATING")) {
      migrating(call, state, slot, other);
    } else if (call.argumentIs(3, "IMPORTING")) {
      importing(call, state, slot, other);
    } else {
      Changes.ask(
          services,
          call,
          new ClusterChange.GiveSlot(
              new JobId(UUID.randomUUID()), slot, other, System.currentTimeMillis(), WAIT_MS));
    }
  }

  /** {@return the primary that the last argument names; null after an error was answered} */
  private static @Nullable NodeId primary(EngineCall call, ClusterState state) {
    NodeId id = Arguments.nodeId(call, 4);
    ClusterNode node = id == null ? null : state.node(id);
    if (node == null) {
      call.reply().error("I don't know about node " + call.argumentQuoted(4));
      return null;
    }
    if (node.role() != NodeRole.PRIMARY) {
      call.reply().error("Target node is not a master");
      return null;
    }
    return node.id();
  }

  private void migrating(EngineCall call, ClusterState state, int slot, NodeId target) {
    if (!state.localId().equals(state.slots().owner(slot))) {
      call.reply().error("I'm not the owner of hash slot " + slot);
    } else if (target.equals(state.localId())) {
      call.reply().error("I'm already the owner of hash slot " + slot);
    } else {
      Changes.ask(services, call, new ClusterChange.OpenSlot(slot, state.localId(), target));
    }
  }

  private void importing(EngineCall call, ClusterState state, int slot, NodeId source) {
    NodeId owner = state.slots().owner(slot);
    if (state.localId().equals(owner)) {
      call.reply().error("I'm already the owner of hash slot " + slot);
    } else if (!source.equals(owner)) {
      call.reply()
          .error("Node " + call.argumentQuoted(4) + " is not the owner of hash slot " + slot);
    } else {
      Changes.ask(services, call, new ClusterChange.OpenSlot(slot, source, state.localId()));
    }
  }
}
