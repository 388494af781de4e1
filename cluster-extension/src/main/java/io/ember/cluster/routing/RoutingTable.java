package io.ember.cluster.routing;

import io.ember.cluster.model.ClusterHealth;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.NodeRole;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.Slots;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where each slot is served, as this node knows it: the lane of the slots that it serves itself,
 * the owner of the others.
 *
 * <p>A lane owns whole {@linkplain Logs logs}, so nodes may differ in their numbers of lanes.
 * Immutable; any thread.
 */
public final class RoutingTable {
  /** The answer of {@link #laneOf} for a slot that is not served here. */
  public static final int NOT_HERE = -1;

  private final long version;
  private final int laneCount;
  private final byte[] laneBySlot;
  private final @Nullable ClusterState cluster;
  private final SlotSet arriving;
  private final String whyNotHere;

  private RoutingTable(
      long version,
      int laneCount,
      byte[] laneBySlot,
      @Nullable ClusterState cluster,
      SlotSet arriving,
      String whyNotHere) {
    this.version = version;
    this.laneCount = laneCount;
    this.laneBySlot = laneBySlot;
    this.cluster = cluster;
    this.arriving = arriving;
    this.whyNotHere = whyNotHere;
  }

  /** {@return the table of a node that serves all slots and knows of no cluster} */
  public static RoutingTable servingAll(long version, int laneCount) {
    byte[] lanes = new byte[Slots.SLOT_COUNT];
    for (int slot = 0; slot < lanes.length; slot++) {
      lanes[slot] = (byte) ownerLane(slot, laneCount);
    }
    return new RoutingTable(version, laneCount, lanes, null, SlotSet.EMPTY, "");
  }

  /**
   * {@return the table of a node of a cluster}
   *
   * @param closed own slots on which no call may begin
   * @param arriving slots of others that are on their way here
   * @param notServing why the node serves none of its slots, empty if it does
   */
  public static RoutingTable of(
      long version,
      int laneCount,
      ClusterState cluster,
      SlotSet closed,
      SlotSet arriving,
      String notServing) {
    byte[] lanes = new byte[Slots.SLOT_COUNT];
    Arrays.fill(lanes, (byte) NOT_HERE);
    boolean serves = notServing.isEmpty() && cluster.local().role() == NodeRole.PRIMARY;
    if (serves && !isDown(cluster)) {
      for (SlotRange range : cluster.slots().slotsOf(cluster.localId())) {
        for (int slot = range.first(); slot <= range.last(); slot++) {
          lanes[slot] = (byte) (closed.contains(slot) ? NOT_HERE : ownerLane(slot, laneCount));
        }
      }
    }
    return new RoutingTable(version, laneCount, lanes, cluster, arriving, notServing);
  }

  private static boolean isDown(ClusterState cluster) {
    return cluster.requireFullCoverage() && cluster.health() != ClusterHealth.OK;
  }

  /** {@return the lane that owns a slot's data on this node, whether it is served or not} */
  public static int ownerLane(int slot, int laneCount) {
    return Logs.lane(Logs.of(slot), laneCount);
  }

  /** {@return which publication this is; it grows} */
  public long version() {
    return version;
  }

  /** {@return the last entry of the configuration from which it follows; -1 for none} */
  public long index() {
    ClusterState known = cluster;
    return known == null ? ClusterState.NO_INDEX : known.index();
  }

  /** {@return how many lanes this node has} */
  public int laneCount() {
    return laneCount;
  }

  /** {@return the lane that serves the slot, or {@link #NOT_HERE}} */
  public int laneOf(int slot) {
    return laneBySlot[slot];
  }

  /** {@return whether a slot that is not served here may be any moment: its lane knows} */
  public boolean isArriving(int slot) {
    return arriving.contains(slot);
  }

  /** {@return another node that owns the slot; null if none does, or this node does} */
  public @Nullable ClusterNode remoteOwner(int slot) {
    ClusterState known = cluster;
    if (known == null || isDown(known)) {
      return null;
    }
    ClusterNode owner = known.owner(slot);
    return owner == null || owner.id().equals(known.localId()) ? null : owner;
  }

  /** {@return whether another node of this node's shard owns the slot} */
  public boolean isOfOwnShard(int slot) {
    ClusterState known = cluster;
    ClusterNode owner = known == null ? null : known.owner(slot);
    return known != null && owner != null && owner.shardId().equals(known.local().shardId());
  }

  /** {@return why nobody can be asked for the slot: what CLUSTERDOWN says} */
  public String whyDown(int slot) {
    ClusterState known = cluster;
    if (known != null && isDown(known)) {
      return "The cluster is down";
    }
    if (known != null && known.lost().contains(slot)) {
      return "slot lost: no node has its data any more; CLUSTER ACCEPT-LOSS begins anew without it";
    }
    boolean mine = known != null && known.localId().equals(known.slots().owner(slot));
    return mine && !whyNotHere.isEmpty() ? whyNotHere : "Hash slot not served";
  }
}
