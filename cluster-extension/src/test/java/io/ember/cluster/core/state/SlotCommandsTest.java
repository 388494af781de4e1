package io.ember.cluster.core.state;

import static io.ember.cluster.core.state.StateFixture.A;
import static io.ember.cluster.core.state.StateFixture.B;
import static io.ember.cluster.core.state.StateFixture.C;
import static io.ember.cluster.core.state.StateFixture.D;
import static io.ember.cluster.core.state.StateFixture.slots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ember.cluster.core.state.ClusterCommand.AcceptLoss;
import io.ember.cluster.core.state.ClusterCommand.AssignSlots;
import io.ember.cluster.core.state.ClusterCommand.BeginMigration;
import io.ember.cluster.core.state.ClusterCommand.NodeRestarted;
import io.ember.cluster.core.state.ClusterCommand.Release;
import io.ember.cluster.core.state.ClusterCommand.RemoveSlots;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.SlotSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands on slots: what is accepted, what is refused, and what each does. */
class SlotCommandsTest {
  private final StateFixture cluster = StateFixture.threePrimaries();

  private Release by(io.ember.cluster.model.NodeId owner) {
    return new Release(owner, cluster.epoch(owner));
  }

  @Test
  void givesFreeSlotsAwayAndKeepsTheEpoch() {
    cluster.ok(new AssignSlots(C, slots(200, 299), Release.NONE));

    assertEquals(slots(200, 299), cluster.data().slots().setOf(C));
    assertEquals(3, cluster.epoch(C));
  }

  @Test
  void takesSlotsFromNobodyWithoutTheOwnersRelease() {
    cluster.rejected("slot 90 is owned by node", new AssignSlots(C, slots(90, 90), Release.NONE));
    cluster.rejected("slot 90 is owned by node", new AssignSlots(C, slots(90, 90), by(B)));
    cluster.rejected("the epoch of node", new AssignSlots(C, slots(90, 90), new Release(A, 99)));

    assertEquals(100, cluster.data().slots().slotCountOf(A));
  }

  @Test
  void movesSlotsThatTheirOwnerReleased() {
    cluster.ok(new AssignSlots(C, slots(90, 99), by(A)));

    assertEquals(slots(0, 89), cluster.data().slots().setOf(A));
    assertEquals(slots(90, 99), cluster.data().slots().setOf(C));
  }

  @Test
  void givesNothingToAReplicaOrAStranger() {
    cluster.ok(new ClusterCommand.SetReplicaOf(C, A));

    cluster.rejected("is a replica", new AssignSlots(C, slots(300, 300), Release.NONE));
    cluster.rejected("not found", new AssignSlots(D, slots(300, 300), Release.NONE));
  }

  @Test
  void movesNoSlotThatIsInAMigration() {
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

    cluster.rejected("slot 5 is in migration 1", new AssignSlots(C, slots(0, 9), by(A)));
    cluster.rejected("slot 5 is in migration 1", new RemoveSlots(slots(5, 5), by(A)));
  }

  @Test
  void removesSlotsForTheirOwnerOnly() {
    cluster.rejected("is owned by node", new RemoveSlots(slots(0, 9), by(B)));
    cluster.rejected("not assigned to any node", new RemoveSlots(slots(400, 409), by(A)));
    cluster.rejected("the epoch of node", new RemoveSlots(slots(0, 9), new Release(A, 9)));

    cluster.ok(new RemoveSlots(slots(0, 99), by(A)));

    assertEquals(0, cluster.data().slots().slotCountOf(A));
    assertFalse(cluster.data().isServed(0));
  }

  @Test
  void beginsLostSlotsAnewOnTheirOwner() {
    loseA();
    long epoch = cluster.epoch(A);

    cluster.rejected("is not lost", new AcceptLoss(slots(0, 100), A, epoch));
    cluster.rejected("the epoch of node", new AcceptLoss(slots(0, 99), A, epoch - 1));
    cluster.rejected("no slot is named", new AcceptLoss(SlotSet.EMPTY, A, epoch));
    cluster.ok(new AcceptLoss(slots(0, 99), A, epoch));

    assertTrue(cluster.data().isServed(0));
    assertTrue(cluster.epoch(A) > epoch);
    assertEquals(Map.of(A, 2L), cluster.shard(A).members());
    assertTrue(cluster.data().lost().isEmpty());
  }

  @Test
  void aPartThatIsNotAcceptedStaysLost() {
    loseA();

    cluster.ok(new AcceptLoss(slots(0, 49), A, cluster.epoch(A)));

    assertTrue(cluster.data().isServed(49));
    assertFalse(cluster.data().isServed(50));
    cluster.rejected("slot 50 is lost", new AssignSlots(C, slots(50, 50), by(A)));
  }

  @Test
  void beginsLostSlotsAnewOnAnotherNode() {
    loseA();

    cluster.rejected("not found", new AcceptLoss(slots(0, 99), D, cluster.epoch(A)));
    cluster.ok(new AcceptLoss(slots(0, 99), B, cluster.epoch(A)));

    assertEquals(slots(0, 199), cluster.data().slots().setOf(B));
    assertTrue(cluster.data().isServed(0));
    assertTrue(cluster.shard(A).isServed(), "a node without slots has nothing to lose");
  }

  @Test
  void givesNoSlotsToANodeThatLostItsOwn() {
    loseA();

    cluster.rejected("does not serve", new AssignSlots(A, slots(300, 300), Release.NONE));
  }

  private void loseA() {
    cluster.ok(new NodeRestarted(A, 2, false, false));
    assertEquals(slots(0, 99), cluster.data().lost());
  }
}
