package io.ember.cluster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
  private static final NodeId A = new NodeId(new UUID(1, 1));
  private static final NodeId B = new NodeId(new UUID(2, 2));
  private static final NodeId C = new NodeId(new UUID(3, 3));
  private static final SlotMap HALVES =
      SlotMap.EMPTY.assign(new SlotRange(0, 8191), A).assign(new SlotRange(8192, 16_383), B);

  @Test
  void printsALineOfClusterNodesWithTimesSinceTheEpoch() {
    ClusterNode node =
        new ClusterNode(
            B,
            B,
            new Endpoint("10.0.0.2", 6379),
            16_379,
            NodeRole.PRIMARY,
            null,
            new NodeFlags(false, true, false, false, false),
            1_700_000_000_123L,
            1_700_000_000_456L,
            3,
            false);

    assertThat(node.toNodesLine("10.0.0.2", List.of(new SlotRange(0, 99), SlotRange.single(200))))
        .isEqualTo(
            B.wireForm()
                + " 10.0.0.2:6379@16379 master,fail? - 1700000000123 1700000000456 3 disconnected"
                + " 0-99 200");
  }

  @Test
  void aReplicaNamesItsPrimary() {
    assertThat(replica(C, A).toNodesLine("h", List.of()))
        .isEqualTo(C.wireForm() + " h:6379@16379 slave " + A.wireForm() + " 0 0 1 connected");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> node(A, NodeRole.REPLICA, null, false, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> node(A, NodeRole.PRIMARY, B, false, false));
  }

  @Test
  void oneSuspectedOwnerDoesNotStopTheCluster() {
    ClusterState state = state(primary(A, false, false), primary(B, true, false), true);

    assertThat(state.health()).isEqualTo(ClusterHealth.OK);
    assertThat(state.slotsOk()).isEqualTo(8192);
    assertThat(state.slotsSuspected()).isEqualTo(8192);
  }

  @Test
  void aFailedOwnerStopsTheClusterOnlyIfEverySlotIsRequired() {
    ClusterNode a = primary(A, false, false);
    ClusterNode b = primary(B, false, true);

    assertThat(state(a, b, true).health()).isEqualTo(ClusterHealth.FAIL);
    assertThat(state(a, b, false).health()).isEqualTo(ClusterHealth.OK);
    assertThat(state(a, b, false).slotsFailed()).isEqualTo(8192);
  }

  @Test
  void aNodeWithoutAnySlotIsNotServing() {
    ClusterState state = ClusterState.alone(primary(A, false, false), SlotMap.EMPTY, false);

    assertThat(state.health()).isEqualTo(ClusterHealth.FAIL);
    assertThat(state.health().wireName()).isEqualTo("fail");
  }

  @Test
  void findsReplicasAndShards() {
    ClusterNode a = primary(A, false, false);
    ClusterState state =
        new ClusterState(
            A,
            Map.of(A, a, B, primary(B, false, false), C, replica(C, A)),
            HALVES,
            1,
            false,
            ClusterState.NO_INDEX);

    assertThat(state.replicasOf(A)).extracting(ClusterNode::id).containsExactly(C);
    assertThat(state.replicasOf(B)).isEmpty();
    assertThat(state.shards()).hasSize(2);
    assertThat(state.shards().get(0)).extracting(ClusterNode::id).containsExactly(A, C);
    assertThat(state.owner(0)).isEqualTo(a);
  }

  @Test
  void slotsOfAnUnknownNodeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterState.alone(primary(A, false, false), HALVES, false));
  }

  private static ClusterState state(ClusterNode a, ClusterNode b, boolean fullCoverage) {
    return new ClusterState(A, Map.of(A, a, B, b), HALVES, 1, fullCoverage, ClusterState.NO_INDEX);
  }

  private static ClusterNode primary(NodeId id, boolean suspected, boolean failed) {
    return node(id, NodeRole.PRIMARY, null, suspected, failed);
  }

  private static ClusterNode replica(NodeId id, NodeId primary) {
    return node(id, NodeRole.REPLICA, primary, false, false);
  }

  private static ClusterNode node(
      NodeId id,
      NodeRole role,
      @org.jspecify.annotations.Nullable NodeId primary,
      boolean suspected,
      boolean failed) {
    return new ClusterNode(
        id,
        primary == null ? id : primary,
        new Endpoint("h", 6379),
        16_379,
        role,
        primary,
        new NodeFlags(false, suspected, failed, false, false),
        0,
        0,
        1,
        true);
  }
}
