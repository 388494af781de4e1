package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** What the parts of a {@link ControlCore} share about their own node. Owner thread: control. */
final class NodeSelf {
  private final ControlSettings settings;
  private Standing standing;
  private final IdentityHashMap<Object, SlotSet> reasons = new IdentityHashMap<>();
  private SlotSet frozen = SlotSet.EMPTY;
  private boolean changed;
  private long lastToken;
  private ClusterStateData data = ClusterStateData.EMPTY;

  NodeSelf(ControlSettings settings) {
    this.settings = settings;
    standing = settings.standing();
  }

  void applied(ClusterStateData next) {
    data = next;
  }

  /** {@return the configuration as far as it was applied here} */
  ClusterStateData data() {
    return data;
  }

  NodeId id() {
    return settings.id();
  }

  Standing standing() {
    return standing;
  }

  void stand(Standing next) {
    standing = next;
    changed = true;
  }

  /**
   * {@return this node as the configuration has it, or null} A node that comes back reads in the
   * log of its former membership, under the same id and perhaps in the same run, before it reads of
   * its return. What it owned then is not its own now.
   */
  @Nullable NodeInfo registered() {
    NodeInfo known = data.node(settings.id());
    return known != null && known.bornIn().equals(settings.self().bornIn()) ? known : null;
  }

  /** {@return whether the configuration knows this very run} */
  boolean isRegistered() {
    NodeInfo known = registered();
    return known != null && known.run() == settings.self().run();
  }

  /**
   * {@return whether this node was removed from its cluster} A node that comes back reads in the
   * log of its removal before it reads of its return; that one it does not mean.
   */
  boolean isRemoved() {
    return data.wasRemoved(settings.id(), settings.self().bornIn());
  }

  /** {@return the slots that this node owns} */
  SlotSet owned() {
    return SlotSet.of(data.slots().slotsOf(settings.id()));
  }

  /** {@return the epoch of its shard, 0 for none} */
  long epoch() {
    ShardInfo shard = data.shardOf(settings.id());
    return shard == null ? 0 : shard.epoch();
  }

  /** {@return slots on which no call may begin, by a decision of this node} */
  SlotSet frozen() {
    return frozen;
  }

  /**
   * Closes slots for a reason. They stay closed until that reason has gone, and every other that
   * closes them as well: what one course opens may still be in doubt for another.
   */
  void freeze(Object reason, SlotSet slots) {
    reasons.put(reason, slots);
    frozenChanged();
  }

  /** A reason for closed slots has gone. */
  void thaw(Object reason) {
    reasons.remove(reason);
    frozenChanged();
  }

  private void frozenChanged() {
    SlotSet closed = SlotSet.EMPTY;
    for (SlotSet slots : reasons.values()) {
      closed = closed.plus(slots);
    }
    frozen = closed;
    changed = true;
  }

  /** {@return a token for a {@link ControlOutput.Drain} that no other one of this core has} */
  long nextToken() {
    return ++lastToken;
  }

  /** {@return why this node serves nothing at all, empty if it may serve} */
  String whyNotServing() {
    if (standing == Standing.JOINING) {
      return "this node is joining a cluster";
    }
    if (isRemoved()) {
      return "this node was removed from its cluster";
    }
    return isRegistered() ? "" : "this node has just started";
  }

  /** {@return whether something here has changed since the last time; asking ends it} */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }
}
