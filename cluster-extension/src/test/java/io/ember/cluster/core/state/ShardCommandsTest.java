package io.ember.cluster.core.state;

import static io.ember.cluster.core.state.StateFixture.A;
import static io.ember.cluster.core.state.StateFixture.B;
import static io.ember.cluster.core.state.StateFixture.C;
import static io.ember.cluster.core.state.StateFixture.D;
import static io.ember.cluster.core.state.StateFixture.slots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ember.cluster.core.state.ClusterCommand.BeginMigration;
import io.ember.cluster.core.state.ClusterCommand.NodeRestarted;
import io.ember.cluster.core.state.ClusterCommand.PromoteReplica;
import io.ember.cluster.core.state.ClusterCommand.SetInSync;
import io.ember.cluster.core.state.ClusterCommand.SetReplicaOf;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.NodeId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Commands on shards: what is accepted, what is refused, and what each does. */
class ShardCommandsTest {
  private final StateFixture cluster = StateFixture.withMember();

  private PromoteReplica promotion(NodeId id, PromotionKind kind) {
    ShardInfo shard = cluster.shard(id);
    return new PromoteReplica(id, cluster.node(id).run(), shard.epoch(), shard.version(), kind);
  }

  @Test
  void makesANodeWithoutDutiesAReplica() {
    cluster.ok(new SetReplicaOf(D, B));

    assertEquals(B, cluster.data().primaryOf(D));
    assertEquals(Map.of(B, 1L), cluster.shard(B).members(), "it is no member before it copied");
    cluster.ok(new SetReplicaOf(D, B));
  }

  @Test
  void refusesAReplicaThatHasDutiesItself() {
    cluster.rejected("still owns 100 slots", new SetReplicaOf(B, A));
    cluster.rejected("cannot replicate itself", new SetReplicaOf(D, D));
    cluster.rejected("is a replica", new SetReplicaOf(D, C));
    cluster.rejected("not found", new SetReplicaOf(StateFixture.id(9), A));
    cluster.ok(
        new BeginMigration(
            cluster.data().lastMigration().next(),
            JobId.NONE,
            MigrationKind.KEYED,
            slots(5, 5),
            A,
            D,
            cluster.epoch(A),
            cluster.epoch(D)));
    cluster.rejected("is in migration 1", new SetReplicaOf(D, B));
  }

  @Test
  void aReplicaThatChangesItsPrimaryLeavesTheSetInTheSameEntry() {
    cluster.ok(new SetReplicaOf(C, B));

    assertEquals(Map.of(A, 1L), cluster.shard(A).members());
    assertEquals(B, cluster.data().primaryOf(C));
  }

  @Test
  void anUnplannedPromotionMovesAllAndDropsTheOldPrimaryFromTheSet() {
    cluster.ok(new SetReplicaOf(D, A));
    long epoch = cluster.epoch(A);

    cluster.ok(promotion(C, PromotionKind.UNPLANNED));

    assertEquals(slots(0, 99), cluster.data().slots().setOf(C));
    assertEquals(0, cluster.data().slots().slotCountOf(A));
    assertEquals(C, cluster.data().primaryOf(A));
    assertEquals(C, cluster.data().primaryOf(D));
    assertTrue(cluster.epoch(C) > epoch);
    assertEquals(Map.of(C, 1L), cluster.shard(C).members());
  }

  @Test
  void aPlannedPromotionKeepsTheOldPrimaryAsAMember() {
    cluster.ok(promotion(C, PromotionKind.PLANNED));

    assertEquals(Map.of(A, 1L, C, 1L), cluster.shard(C).members());
  }

  @Test
  void aPlannedPromotionNeedsTheVersionAsExpected() {
    PromoteReplica planned = promotion(C, PromotionKind.PLANNED);
    cluster.ok(cluster.inSync(A, C));

    cluster.rejected("the version of node", planned);
  }

  @Test
  void refusesToPromoteInAnotherEpoch() {
    PromoteReplica promotion = promotion(C, PromotionKind.UNPLANNED);
    cluster.ok(new NodeRestarted(A, 2, true, false));

    cluster.rejected("the epoch of node", promotion);
  }

  @Test
  void refusesToPromoteANodeThatIsNoMemberWhenItIsApplied() {
    PromoteReplica promotion = promotion(C, PromotionKind.UNPLANNED);
    cluster.ok(cluster.inSync(A));

    cluster.rejected("not in sync", promotion);
  }

  @Test
  void refusesToPromoteInAnotherRun() {
    PromoteReplica promotion = promotion(C, PromotionKind.UNPLANNED);
    cluster.ok(new NodeRestarted(C, 2, true, false));

    cluster.rejected("is in run 2, not 1", promotion);
  }

  @Test
  void promotesReplicasOnly() {
    cluster.rejected("is not a replica", promotion(A, PromotionKind.UNPLANNED));
    cluster.rejected(
        "not found", new PromoteReplica(StateFixture.id(9), 1, 1, 1, PromotionKind.UNPLANNED));
  }

  @Test
  void aTakeoverPromotesAnyReplicaAsTheOnlyMember() {
    cluster.ok(new SetReplicaOf(D, A));

    cluster.rejected("not in sync", promotion(D, PromotionKind.UNPLANNED));
    cluster.ok(promotion(D, PromotionKind.TAKEOVER));

    assertEquals(Map.of(D, 1L), cluster.shard(D).members());
  }

  @Test
  void aPromotionCarriesMigrationsOnInAHigherAttempt() {
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

    cluster.ok(promotion(C, PromotionKind.UNPLANNED));

    MigrationInfo migration = cluster.data().migrations().values().iterator().next();
    assertEquals(2, migration.attempt());
    assertEquals(cluster.shard(C).id(), migration.sourceShard());
  }

  @Test
  void theSetIsThePrimarysToChange() {
    cluster.ok(new SetReplicaOf(D, B));
    SetInSync fits = cluster.inSync(A, C);

    cluster.rejected("is a replica", with(fits, C, fits.epoch(), fits.version()));
    cluster.rejected("the epoch of node", with(fits, A, fits.epoch() + 1, fits.version()));
    cluster.rejected("the version of node", with(fits, A, fits.epoch(), fits.version() - 1));
    cluster.rejected(
        "must be in its own", new SetInSync(A, fits.epoch(), fits.version(), members(C, 1)));
    cluster.rejected("does not replicate", cluster.inSync(A, D));
    TreeMap<NodeId, Long> otherRun = new TreeMap<>(fits.members());
    otherRun.put(C, 2L);
    cluster.rejected(
        "is in run 1, not 2", new SetInSync(A, fits.epoch(), fits.version(), otherRun));
    cluster.ok(fits);
    cluster.rejected("the version of node", fits);
  }

  @Test
  void aPrimaryThatDoesNotServeChangesNoSet() {
    cluster.ok(new NodeRestarted(A, 2, false, true));

    cluster.rejected("does not serve", cluster.inSync(A, C));
  }

  @Test
  void namesTheReplicasOfAPrimary() {
    assertEquals(List.of(cluster.node(C)), cluster.data().replicasOf(A));
    assertEquals(List.of(), cluster.data().replicasOf(C));
  }

  private static SetInSync with(SetInSync base, NodeId primary, long epoch, long version) {
    return new SetInSync(primary, epoch, version, base.members());
  }

  private static SortedMap<NodeId, Long> members(NodeId id, long run) {
    TreeMap<NodeId, Long> members = new TreeMap<>();
    members.put(id, run);
    return members;
  }
}
