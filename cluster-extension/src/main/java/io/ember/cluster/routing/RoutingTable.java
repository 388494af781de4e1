package io.ember.cluster.routing;

import io.ember.engine.Slots;
import java.util.Arrays;

/**
 * Where each slot is served, as this node knows it: the lane of the slots that it serves itself.
 *
 * <p>A slot belongs to a log (slot modulo {@link #LOG_COUNT}, the same on every node), and a lane
 * owns whole logs, so nodes may differ in their numbers of lanes. Immutable; any thread.
 */
public final class RoutingTable {
  /** How many logs the slots are spread over, and so the most lanes that a node can use. */
  public static final int LOG_COUNT = 64;

  /** The answer of {@link #laneOf} for a slot that is not served here. */
  public static final int NOT_HERE = -1;

  private final long version;
  private final int laneCount;
  private final byte[] laneBySlot;

  private RoutingTable(long version, int laneCount, byte[] laneBySlot) {
    this.version = version;
    this.laneCount = laneCount;
    this.laneBySlot = laneBySlot;
  }

  /** {@return the table of a node that serves all slots} */
  public static RoutingTable servingAll(long version, int laneCount) {
    byte[] lanes = new byte[Slots.SLOT_COUNT];
    for (int slot = 0; slot < lanes.length; slot++) {
      lanes[slot] = (byte) laneOfLog(logOf(slot), laneCount);
    }
    return new RoutingTable(version, laneCount, lanes);
  }

  /** {@return the table of a node that serves no slot} */
  public static RoutingTable servingNone(long version, int laneCount) {
    byte[] lanes = new byte[Slots.SLOT_COUNT];
    Arrays.fill(lanes, (byte) NOT_HERE);
    return new RoutingTable(version, laneCount, lanes);
  }

  /** {@return the log of a slot} */
  public static int logOf(int slot) {
    return slot % LOG_COUNT;
  }

  /** {@return the lane of a log on a node with that many lanes} */
  public static int laneOfLog(int log, int laneCount) {
    return log % laneCount;
  }

  /** {@return the lane that owns a slot's data on this node, whether it is served or not} */
  public static int ownerLane(int slot, int laneCount) {
    return laneOfLog(logOf(slot), laneCount);
  }

  /** {@return which publication this is; it grows} */
  public long version() {
    return version;
  }

  /** {@return how many lanes this node has} */
  public int laneCount() {
    return laneCount;
  }

  /** {@return the lane that serves the slot, or {@link #NOT_HERE}} */
  public int laneOf(int slot) {
    return laneBySlot[slot];
  }
}
