package io.ember.cluster.core.state;

import static io.ember.cluster.core.state.ClusterResponse.ok;
import static io.ember.cluster.core.state.ClusterResponse.rejected;

import io.ember.cluster.core.state.ClusterCommand.Release;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.SortedMap;
import java.util.TreeMap;

/** What commands on slots ask for, and what they do. */
final class SlotRules {
  private SlotRules() {}

  static ClusterResponse assign(Draft draft, ClusterCommand.AssignSlots command) {
    ShardInfo target = draft.shardOfPrimary(command.id());
    if (target == null) {
      return NodeRules.notPrimary(draft, command.id());
    }
    if (!target.isServed()) {
      return rejected("node " + command.id() + " does not serve its shard");
    }
    SlotSet taken = draft.slots.assigned().and(command.slots());
    if (!taken.isEmpty()) {
      ClusterResponse released = released(draft, taken, command.release());
      if (!released.isOk()) {
        return released;
      }
    }
    draft.give(command.slots(), command.id());
    return ok();
  }

  static ClusterResponse remove(Draft draft, ClusterCommand.RemoveSlots command) {
    ClusterResponse released = released(draft, command.slots(), command.release());
    if (released.isOk()) {
      draft.give(command.slots(), null);
    }
    return released;
  }

  /** {@return Ok if these slots are the releaser's, and it knew what it did} */
  private static ClusterResponse released(Draft draft, SlotSet slots, Release release) {
    SlotSet foreign = slots.minus(draft.slots.setOf(release.owner()));
    if (!foreign.isEmpty()) {
      NodeId owner = draft.slots.owner(foreign.first());
      return owner == null
          ? rejected("slot " + foreign.first() + " is not assigned to any node")
          : rejected("slot " + foreign.first() + " is owned by node " + owner);
    }
    ShardInfo shard = draft.shardOfPrimary(release.owner());
    if (shard == null) {
      return NodeRules.notPrimary(draft, release.owner());
    }
    if (shard.epoch() != release.epoch()) {
      return wrongEpoch(shard, release.epoch());
    }
    MigrationInfo migration = draft.migrationWithin(slots);
    if (migration != null) {
      return rejected(
          "slot " + migration.slots().and(slots).first() + " is in migration " + migration.id());
    }
    SlotSet lost = draft.lost.and(slots);
    return lost.isEmpty() ? ok() : rejected("slot " + lost.first() + " is lost");
  }

  static ClusterResponse acceptLoss(Draft draft, ClusterCommand.AcceptLoss command) {
    SlotSet kept = command.slots().minus(draft.lost);
    if (!kept.isEmpty()) {
      return rejected("slot " + kept.first() + " is not lost");
    }
    if (command.slots().isEmpty()) {
      return rejected("no slot is named");
    }
    ShardInfo target = draft.shardOfPrimary(command.id());
    if (target == null) {
      return NodeRules.notPrimary(draft, command.id());
    }
    ShardInfo loser = loser(draft, command.slots());
    if (loser == null) {
      return rejected("the slots " + command.slots() + " were lost by several nodes");
    }
    if (loser.epoch() != command.epoch()) {
      return wrongEpoch(loser, command.epoch());
    }
    boolean itself = loser.id().equals(target.id());
    if (!itself && !target.isServed()) {
      return rejected("node " + command.id() + " does not serve its shard");
    }
    draft.lost = draft.lost.minus(command.slots());
    draft.give(command.slots(), command.id());
    if (itself || draft.slots.slotCountOf(loser.primary()) == 0) {
      beginAnew(draft, loser);
    }
    return ok();
  }

  private static @org.jspecify.annotations.Nullable ShardInfo loser(Draft draft, SlotSet slots) {
    NodeId owner = draft.slots.owner(slots.first());
    if (owner == null || !draft.slots.setOf(owner).containsAll(slots)) {
      return null;
    }
    return draft.shardOfPrimary(owner);
  }

  /** The primary is the only member; whatever is left to be lost of its slots stays lost. */
  private static void beginAnew(Draft draft, ShardInfo shard) {
    if (shard.isServed()) {
      return;
    }
    NodeInfo primary = draft.node(shard.primary());
    if (primary == null) {
      throw new IllegalStateException("a primary has vanished: " + shard.primary());
    }
    SortedMap<NodeId, Long> itself = new TreeMap<>();
    itself.put(primary.id(), primary.run());
    draft.put(shard.withMembers(itself));
    draft.raiseEpoch(draft.shard(shard.id()));
  }

  static ClusterResponse wrongEpoch(ShardInfo shard, long expected) {
    return rejected(
        "the epoch of node " + shard.primary() + " is " + shard.epoch() + ", not " + expected);
  }
}
