package io.ember.cluster.routing;

import io.ember.cluster.model.ClusterNode;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.Slots;
import io.ember.engine.command.CommandErrors;
import io.ember.engine.command.CommandSpec;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a call with keys is executed: one volatile read and one look-up, and for calls with
 * several keys a slot for each. Allocates nothing unless a command has a key finder. Any thread.
 */
public final class Router {
  /** The slot of the keys is not served by this node. */
  public static final int NOT_HERE = RoutingTable.NOT_HERE;

  /** The keys are in different slots. */
  public static final int CROSS_SLOT = -2;

  private final RoutingTableRef tables;
  private final boolean oneSlotOnly;

  /**
   * @param oneSlotOnly whether all keys of a call have to be in one slot, as in a cluster
   */
  public Router(RoutingTableRef tables, boolean oneSlotOnly) {
    this.tables = tables;
    this.oneSlotOnly = oneSlotOnly;
  }

  /** {@return the router of a node that serves all slots and always will} */
  public static Router servingAll(int laneCount) {
    return new Router(new RoutingTableRef(RoutingTable.servingAll(0, laneCount)), true);
  }

  /** {@return whether all keys of a call have to be in one slot} */
  public boolean oneSlotOnly() {
    return oneSlotOnly;
  }

  /** {@return which routing table is in force; it grows} */
  public long version() {
    return tables.get().version();
  }

  /** {@return whether this node serves the slot at this moment} */
  public boolean isServed(int slot) {
    return tables.get().laneOf(slot) >= 0;
  }

  /** {@return whether this node or another one of its shard owns the slot} */
  public boolean isOfOwnShard(int slot) {
    return tables.get().isOfOwnShard(slot);
  }

  /** {@return whether the slot may be served here any moment: its lane knows} */
  public boolean isArriving(int slot) {
    return tables.get().isArriving(slot);
  }

  /** {@return the lane that executes the call, or why none does: one of the negative constants} */
  public int route(EngineCall call) {
    int first = call.firstKeyIndex();
    if (first < 0) {
      return 0;
    }
    int slot = call.firstKey().slot();
    CommandSpec command = call.command();
    if (oneSlotOnly && command.hasManyKeys() && !isInOneSlot(call, command, first, slot)) {
      return CROSS_SLOT;
    }
    return tables.get().laneOf(slot);
  }

  /**
   * {@return how a call that {@link #route} sends to no lane is answered; null if the table has
   * changed since and it may be routed again}
   */
  public @Nullable ClusterError refusal(EngineCall call) {
    int route = route(call);
    if (route == CROSS_SLOT) {
      return new ClusterError(ErrorCode.CROSSSLOT, CommandErrors.CROSS_SLOT);
    }
    if (route >= 0) {
      return null;
    }
    int slot = call.firstKey().slot();
    RoutingTable table = tables.get();
    if (table.laneOf(slot) >= 0) {
      return null;
    }
    ClusterNode owner = table.remoteOwner(slot);
    return owner == null
        ? new ClusterError(ErrorCode.CLUSTERDOWN, table.whyDown(slot))
        : new ClusterError(ErrorCode.MOVED, slot + " " + owner.client());
  }

  private static boolean isInOneSlot(EngineCall call, CommandSpec command, int first, int slot) {
    if (command.keyFinder() != null) {
      for (int key : command.keysOf(call)) {
        if (slotOf(call, key) != slot) {
          return false;
        }
      }
      return true;
    }
    int last = command.lastKeyOf(call);
    for (int key = first + command.keyStep(); key <= last; key += command.keyStep()) {
      if (slotOf(call, key) != slot) {
        return false;
      }
    }
    return true;
  }

  private static int slotOf(EngineCall call, int index) {
    return call.argumentBlob(index) == null
        ? Slots.keySlot(call.array(), call.argumentOffset(index), call.argumentLength(index))
        : Slots.keySlot(call.argumentBytes(index));
  }
}
