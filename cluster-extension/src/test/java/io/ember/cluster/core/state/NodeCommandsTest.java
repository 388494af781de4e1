package io.ember.cluster.core.state;

import static io.ember.cluster.core.state.StateFixture.A;
import static io.ember.cluster.core.state.StateFixture.B;
import static io.ember.cluster.core.state.StateFixture.C;
import static io.ember.cluster.core.state.StateFixture.D;
import static io.ember.cluster.core.state.StateFixture.id;
import static io.ember.cluster.core.state.StateFixture.info;
import static io.ember.cluster.core.state.StateFixture.slots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ember.cluster.core.state.ClusterCommand.AddNode;
import io.ember.cluster.core.state.ClusterCommand.AssignSlots;
import io.ember.cluster.core.state.ClusterCommand.BeginMigration;
import io.ember.cluster.core.state.ClusterCommand.BumpEpoch;
import io.ember.cluster.core.state.ClusterCommand.NodeRestarted;
import io.ember.cluster.core.state.ClusterCommand.Noop;
import io.ember.cluster.core.state.ClusterCommand.Release;
import io.ember.cluster.core.state.ClusterCommand.RemoveNode;
import io.ember.cluster.core.state.ClusterCommand.SetConfigEpoch;
import io.ember.cluster.core.state.ClusterCommand.SetReplicaOf;
import io.ember.cluster.core.state.ClusterCommand.UpdateNodeAddress;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.NodeRole;
import io.ember.cluster.model.SlotSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands on nodes: what is accepted, what is refused, and what each does. */
class NodeCommandsTest {
  @Test
  void addsANodeWithTheSlotsThatItBringsAtANewEpoch() {
    StateFixture cluster = StateFixture.threePrimaries();

    assertEquals(slots(100, 199), cluster.data().slots().setOf(B));
    assertEquals(1, cluster.epoch(A));
    assertEquals(2, cluster.epoch(B));
    assertEquals(3, cluster.data().currentEpoch());
    assertEquals(NodeRole.PRIMARY, cluster.data().role(C));
    assertTrue(cluster.data().isServed(150));
    assertFalse(cluster.data().isServed(200));
  }

  @Test
  void neverResetsAKnownNode() {
    StateFixture cluster = StateFixture.threePrimaries();

    cluster.rejected("already in the cluster", new AddNode(info(2, 9), SlotSet.EMPTY));

    assertEquals(100, cluster.data().slots().slotCountOf(B));
  }

  @Test
  void refusesANewNodeThatBringsSlotsOfAnother() {
    StateFixture cluster = StateFixture.threePrimaries();

    cluster.rejected("slot 150 is not free", new AddNode(info(4, 1), slots(150, 250)));

    assertNull(cluster.data().node(D));
  }

  @Test
  void refusesANewNodeInTheShardOfAnother() {
    StateFixture cluster = StateFixture.threePrimaries();
    NodeInfo clash =
        new NodeInfo(D, info(1, 1).shardId(), info(4, 1).client(), info(4, 1).bus(), 1);

    cluster.rejected("is in use", new AddNode(clash, SlotSet.EMPTY));
  }

  @Test
  void removesANodeWithoutDutiesAndTakesARepeatForDone() {
    StateFixture cluster = StateFixture.threePrimaries();

    cluster.ok(new RemoveNode(C));
    cluster.ok(new RemoveNode(C));

    assertNull(cluster.data().node(C));
    assertTrue(cluster.data().wasRemoved(C));
    cluster.rejected("not found", new RemoveNode(D));
  }

  @Test
  void anAdditionFromBeforeARefusalIsNeverApplied() {
    StateFixture cluster = StateFixture.threePrimaries();
    NodeInfo node = StateFixture.info(4, 3);
    ClusterCommand late = new AddNode(node, SlotSet.EMPTY);

    cluster.ok(new ClusterCommand.RefuseNode(node.id(), node.bornIn(), 3));
    cluster.ok(new ClusterCommand.RefuseNode(node.id(), node.bornIn(), 3));

    cluster.rejected("was removed from the cluster", late);
    cluster.ok(new AddNode(StateFixture.info(4, 4), SlotSet.EMPTY));
  }

  @Test
  void whoWasAddedIsNotRefused() {
    StateFixture cluster = StateFixture.threePrimaries();
    NodeInfo node = StateFixture.info(4, 3);
    cluster.ok(new AddNode(node, SlotSet.EMPTY));

    cluster.rejected(
        "is in the cluster", new ClusterCommand.RefuseNode(node.id(), node.bornIn(), 3));
  }

  @Test
  void letsARemovedNodeComeBackInAnotherShardOnly() {
    StateFixture cluster = StateFixture.threePrimaries();
    cluster.ok(new NodeRestarted(C, 4, false, true));
    cluster.ok(new SetReplicaOf(C, A));
    cluster.ok(new RemoveNode(C));
    NodeInfo reset =
        new NodeInfo(C, StateFixture.shardId(33), info(3, 1).client(), info(3, 1).bus(), 4);

    // An addition from before the removal, which comes late.
    cluster.rejected("was removed", new AddNode(info(3, 4), SlotSet.EMPTY));
    cluster.rejected("was removed", new AddNode(reset.inRun(3), SlotSet.EMPTY));
    cluster.ok(new AddNode(reset, SlotSet.EMPTY));
    assertFalse(cluster.data().wasRemoved(C));

    cluster.ok(new RemoveNode(C));
    cluster.rejected("was removed", new AddNode(info(3, 4), SlotSet.EMPTY));
  }

  @Test
  void refusesToRemoveAnOwnerOfSlots() {
    StateFixture cluster = StateFixture.threePrimaries();

    cluster.rejected("still owns 100 slots", new RemoveNode(A));
  }

  @Test
  void refusesToRemoveAPrimaryWithReplicas() {
    StateFixture cluster = StateFixture.threePrimaries();
    cluster.ok(new AddNode(info(4, 1), SlotSet.EMPTY));
    cluster.ok(new SetReplicaOf(D, C));

    cluster.rejected("still has replicas", new RemoveNode(C));
  }

  @Test
  void refusesToRemoveATargetOfAMigration() {
    StateFixture cluster = StateFixture.threePrimaries();
    cluster.ok(
        new BeginMigration(
            cluster.data().lastMigration().next(),
            JobId.NONE,
            MigrationKind.KEYED,
            slots(5, 5),
            A,
            C,
            cluster.epoch(A),
            cluster.epoch(C)));

    cluster.rejected("is in migration 1", new RemoveNode(C));
  }

  @Test
  void aRemovedReplicaLeavesTheSetInTheSameEntry() {
    StateFixture cluster = StateFixture.withMember();

    cluster.ok(new RemoveNode(C));

    assertEquals(Map.of(A, 1L), cluster.shard(A).members());
  }

  @Test
  void refusesToRemoveTheLastNodeThatHasTheData() {
    StateFixture cluster = StateFixture.withMember();
    cluster.ok(new NodeRestarted(A, 2, false, true));

    cluster.rejected("the last that has the data", new RemoveNode(C));
    cluster.rejected("the last that has the data", new SetReplicaOf(C, B));
  }

  @Test
  void changesTheAddressOfAKnownNodeOnly() {
    StateFixture cluster = StateFixture.threePrimaries();
    Endpoint client = new Endpoint("new.example", 7777);

    cluster.ok(new UpdateNodeAddress(B, client, new Endpoint("new.example", 17777)));
    cluster.rejected("not found", new UpdateNodeAddress(D, client, client));

    assertEquals(client, cluster.node(B).client());
    assertEquals(100, cluster.data().slots().slotCountOf(B));
  }

  @Test
  void aRestartNeedsAHigherRun() {
    StateFixture cluster = StateFixture.threePrimaries();

    cluster.rejected("is in run 1", new NodeRestarted(A, 1, true, false));
    cluster.rejected("not found", new NodeRestarted(D, 2, true, false));
  }

  @Test
  void anIntactPrimaryGoesOnAtAHigherEpoch() {
    StateFixture cluster = StateFixture.withMember();
    long epoch = cluster.epoch(A);

    cluster.ok(new NodeRestarted(A, 2, true, false));

    assertTrue(cluster.epoch(A) > epoch);
    assertEquals(Map.of(A, 2L, C, 1L), cluster.shard(A).members());
    assertTrue(cluster.data().isServed(0));
  }

  @Test
  void aPrimaryThatLostItsDataServesNothingAndLeavesTheSetToItsMembers() {
    StateFixture cluster = StateFixture.withMember();

    cluster.ok(new NodeRestarted(A, 2, false, true));

    assertEquals(Map.of(C, 1L), cluster.shard(A).members());
    assertFalse(cluster.data().isServed(0));
    assertTrue(cluster.data().lost().isEmpty());
  }

  @Test
  void slotsAreLostWithTheLastMember() {
    StateFixture cluster = StateFixture.withMember();

    cluster.ok(new NodeRestarted(A, 2, false, true));
    cluster.ok(new NodeRestarted(C, 2, false, true));

    assertEquals(slots(0, 99), cluster.data().lost());
    assertFalse(cluster.data().isServed(0));
  }

  @Test
  void aMemoryOnlyNodeThatNeverHadAMemberBesideItBeginsEmpty() {
    StateFixture cluster = StateFixture.threePrimaries();
    long epoch = cluster.epoch(A);

    cluster.ok(new NodeRestarted(A, 2, false, true));

    assertTrue(cluster.data().isServed(0));
    assertTrue(cluster.epoch(A) > epoch);
    cluster.ok(new NodeRestarted(A, 3, false, false));
    assertEquals(slots(0, 99), cluster.data().lost());
  }

  @Test
  void aReplicaThatLostItsDataIsInNoSetUntilItIsAddedInItsNewRun() {
    StateFixture cluster = StateFixture.withMember();
    ClusterCommand before = cluster.inSync(A, C);

    cluster.ok(new NodeRestarted(C, 2, false, true));

    assertEquals(Map.of(A, 1L), cluster.shard(A).members());
    cluster.rejected("version", before);
    cluster.ok(cluster.inSync(A, C));
    assertEquals(Map.of(A, 1L, C, 2L), cluster.shard(A).members());
  }

  @Test
  void anIntactReplicaKeepsItsPlaceInItsNewRun() {
    StateFixture cluster = StateFixture.withMember();
    long version = cluster.shard(A).version();

    cluster.ok(new NodeRestarted(C, 2, true, false));

    assertEquals(Map.of(A, 1L, C, 2L), cluster.shard(A).members());
    assertTrue(cluster.shard(A).version() > version);
  }

  @Test
  void aRestartRaisesTheAttemptOfItsMigrations() {
    StateFixture cluster = StateFixture.threePrimaries();
    cluster.ok(
        new BeginMigration(
            cluster.data().lastMigration().next(),
            JobId.NONE,
            MigrationKind.KEYED,
            slots(5, 5),
            A,
            B,
            cluster.epoch(A),
            cluster.epoch(B)));

    cluster.ok(new NodeRestarted(B, 2, true, false));

    assertEquals(2, cluster.data().migrations().values().iterator().next().attempt());
  }

  @Test
  void bumpsAnEpochThatIsAsExpected() {
    StateFixture cluster = StateFixture.threePrimaries();

    cluster.ok(new BumpEpoch(A, 1));
    assertEquals(4, cluster.epoch(A));
    cluster.rejected("is 4, not 1", new BumpEpoch(A, 1));
    cluster.ok(new BumpEpoch(A, 4));
    assertEquals(5, cluster.epoch(A));
    cluster.rejected("not found", new BumpEpoch(D, 1));
  }

  @Test
  void setsTheEpochOfANodeThatIsAloneOnce() {
    StateFixture alone = new StateFixture();
    alone.ok(new AddNode(info(1, 1), SlotSet.EMPTY));
    assertEquals(0, alone.epoch(A));
    alone.ok(new AssignSlots(A, slots(0, 9), Release.NONE));

    alone.rejected("Invalid config epoch", new SetConfigEpoch(A, 0));
    alone.ok(new SetConfigEpoch(A, 7));
    alone.rejected("already non-zero", new SetConfigEpoch(A, 8));

    assertEquals(7, alone.epoch(A));
    assertEquals(7, alone.data().currentEpoch());
    alone.ok(new AddNode(info(2, 1), SlotSet.EMPTY));
    assertEquals(8, alone.epoch(B));
    alone.rejected("does not know any other", new SetConfigEpoch(B, 9));
  }

  @Test
  void aBarrierChangesNothing() {
    StateFixture cluster = StateFixture.threePrimaries();
    long hash = cluster.data().contentHash();

    cluster.ok(new Noop());

    assertEquals(hash, cluster.data().contentHash());
  }

  @Test
  void remembersABoundedNumberOfRemovedNodes() {
    StateFixture cluster = StateFixture.threePrimaries();
    for (int number = 10; number < 10 + ClusterStateData.REMOVED_KEPT + 5; number++) {
      NodeInfo node =
          new NodeInfo(
              id(number),
              StateFixture.shardId(number),
              cluster.node(A).client(),
              cluster.node(A).bus(),
              1);
      cluster.machine.apply(1, 100 + 2L * number, new AddNode(node, SlotSet.EMPTY));
      cluster.machine.apply(1, 101 + 2L * number, new RemoveNode(id(number)));
    }

    assertEquals(ClusterStateData.REMOVED_KEPT, cluster.data().removed().size());
    assertFalse(cluster.data().wasRemoved(id(10)));
  }
}
