package io.ember.cluster.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeFlags;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.NodeRole;
import io.ember.cluster.model.SlotMap;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
  private static final NodeId ME = new NodeId(new UUID(1, 1));
  private static final NodeId OTHER = new NodeId(new UUID(2, 2));
  private static final SlotMap SLOTS =
      SlotMap.EMPTY.assign(new SlotRange(0, 99), ME).assign(new SlotRange(100, 199), OTHER);

  @Test
  void servesOwnSlotsOnTheLaneOfTheirLog() {
    RoutingTable table = table(SLOTS, false, false, "");

    for (int slot = 0; slot < 100; slot++) {
      assertThat(table.laneOf(slot)).isEqualTo(RoutingTable.ownerLane(slot, 3));
    }
    assertThat(table.laneOf(100)).isEqualTo(RoutingTable.NOT_HERE);
    assertThat(table.remoteOwner(0)).isNull();
    assertThat(table.remoteOwner(150)).isNotNull();
    assertThat(table.remoteOwner(200)).isNull();
    assertThat(table.whyDown(200)).isEqualTo("Hash slot not served");
  }

  @Test
  void aNodeThatDoesNotServeSaysWhy() {
    RoutingTable table = table(SLOTS, false, false, "this node has just started");

    assertThat(table.laneOf(5)).isEqualTo(RoutingTable.NOT_HERE);
    assertThat(table.whyDown(5)).isEqualTo("this node has just started");
    assertThat(table.whyDown(300)).isEqualTo("Hash slot not served");
  }

  @Test
  void admitsNothingOnAFrozenSlot() {
    SlotSet frozen = SlotSet.ofSlots(7);

    RoutingTable table =
        RoutingTable.of(1, 3, state(SLOTS, false, false), frozen, SlotSet.EMPTY, "");

    assertThat(table.laneOf(6)).isNotNegative();
    assertThat(table.laneOf(7)).isEqualTo(RoutingTable.NOT_HERE);
  }

  @Test
  void aSuspectedOwnerIsStillAskedAndAFailedOneStopsAllOnlyWithFullCoverage() {
    SlotMap all = SLOTS.assign(new SlotRange(100, 16_383), OTHER);

    assertThat(table(all, false, true, "").laneOf(1)).isNotNegative();
    assertThat(table(all, true, false, "").laneOf(1)).isNotNegative();
    RoutingTable down = table(all, true, true, "");
    assertThat(down.laneOf(1)).isEqualTo(RoutingTable.NOT_HERE);
    assertThat(down.remoteOwner(200)).isNull();
    assertThat(down.whyDown(1)).isEqualTo("The cluster is down");
  }

  private static RoutingTable table(
      SlotMap slots, boolean fullCoverage, boolean otherFailed, String notServing) {
    return RoutingTable.of(
        1, 3, state(slots, fullCoverage, otherFailed), SlotSet.EMPTY, SlotSet.EMPTY, notServing);
  }

  private static ClusterState state(SlotMap slots, boolean fullCoverage, boolean otherFailed) {
    ClusterNode other =
        new ClusterNode(
            OTHER,
            OTHER,
            new Endpoint("10.0.0.2", 7000),
            17_000,
            NodeRole.PRIMARY,
            null,
            new NodeFlags(false, false, otherFailed, false, false),
            0,
            0,
            1,
            true);
    ClusterNode me = ClusterNode.myself(ME, ME, new Endpoint("10.0.0.1", 7000), 17_000, 1);
    return new ClusterState(
        ME, Map.of(ME, me, OTHER, other), slots, 1, fullCoverage, ClusterState.NO_INDEX);
  }
}
