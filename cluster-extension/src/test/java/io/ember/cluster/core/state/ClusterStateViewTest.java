package io.ember.cluster.core.state;

import static io.ember.cluster.core.state.StateFixture.A;
import static io.ember.cluster.core.state.StateFixture.B;
import static io.ember.cluster.core.state.StateFixture.C;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeFlags;
import io.ember.cluster.model.NodeRole;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What clients are shown of the configuration. */
class ClusterStateViewTest {
  private static final NodeFlags FAILED = new NodeFlags(false, false, true, false, false);

  @Test
  void joinsTheConfigurationWithWhatGossipSays() {
    StateFixture cluster = StateFixture.withMember();

    ClusterState state =
        ClusterStateView.of(
            cluster.data(),
            A,
            id -> id.equals(B) ? new Liveness(FAILED, 5, 6, false) : Liveness.UP,
            false);

    ClusterNode b = Objects.requireNonNull(state.node(B));
    ClusterNode c = Objects.requireNonNull(state.node(C));
    assertTrue(state.local().flags().myself());
    assertTrue(b.flags().failed());
    assertEquals(17000, b.busPort());
    assertEquals(cluster.epoch(B), b.configEpoch());
    assertEquals(NodeRole.REPLICA, c.role());
    assertEquals(A, c.primaryId());
    assertEquals(state.local().shardId(), c.shardId());
    assertEquals(100, state.slotsFailed());
    assertEquals(cluster.data().currentEpoch(), state.currentEpoch());
  }

  @Test
  void needsTheNodeItselfInTheConfiguration() {
    StateFixture cluster = StateFixture.threePrimaries();

    assertThrows(
        IllegalArgumentException.class,
        () -> ClusterStateView.of(cluster.data(), StateFixture.D, id -> Liveness.UP, false));
  }
}
