package io.ember.cluster.core.state;

import static io.ember.cluster.core.state.StateFixture.A;
import static io.ember.cluster.core.state.StateFixture.B;
import static io.ember.cluster.core.state.StateFixture.C;
import static io.ember.cluster.core.state.StateFixture.D;
import static io.ember.cluster.core.state.StateFixture.slots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ember.cluster.core.state.ClusterCommand.AbortMigration;
import io.ember.cluster.core.state.ClusterCommand.BeginJob;
import io.ember.cluster.core.state.ClusterCommand.BeginMigration;
import io.ember.cluster.core.state.ClusterCommand.CompleteMigration;
import io.ember.cluster.core.state.ClusterCommand.EndJob;
import io.ember.cluster.core.state.ClusterCommand.NodeRestarted;
import io.ember.cluster.core.state.ClusterCommand.PauseJob;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.SlotSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Commands on migrations and jobs: what is accepted, what is refused, and what each does. */
class MigrationCommandsTest {
  private static final JobId JOB = new JobId(new UUID(7, 7));

  private final StateFixture cluster = StateFixture.withMember();

  private BeginMigration begin(SlotSet slots) {
    return new BeginMigration(
        cluster.data().lastMigration().next(),
        JOB,
        MigrationKind.STREAMING,
        slots,
        A,
        B,
        cluster.epoch(A),
        cluster.epoch(B));
  }

  private CompleteMigration complete(long id, long attempt) {
    return new CompleteMigration(new MigrationId(id), attempt, cluster.epoch(A), cluster.epoch(B));
  }

  private void beginJob() {
    cluster.ok(new BeginJob(JOB, slots(0, 49), A, B, 5));
  }

  @Test
  void aJobIsBegunOnce() {
    beginJob();

    cluster.rejected("is not new", new BeginJob(JOB, slots(0, 9), A, B, 6));
    cluster.rejected("is not new", new BeginJob(JobId.NONE, slots(0, 9), A, B, 6));
    cluster.rejected("is a replica", new BeginJob(new JobId(new UUID(8, 8)), slots(0, 9), A, C, 6));
  }

  @Test
  void aJobEndsOnceAndNotWhileItsMigrationIsActive() {
    cluster.rejected("is not known", new EndJob(JOB, JobState.SUCCESS, "", 9));
    beginJob();
    cluster.ok(begin(slots(0, 9)));

    cluster.rejected("is active", new EndJob(JOB, JobState.FAILED, "enough", 9));
    cluster.ok(new AbortMigration(new MigrationId(1), 1));
    cluster.rejected("cannot end open", new EndJob(JOB, JobState.OPEN, "", 9));
    cluster.rejected("cannot end open", new EndJob(JOB, JobState.PAUSED, "", 9));
    cluster.ok(new EndJob(JOB, JobState.CANCELLED, "enough", 9));
    cluster.rejected("has ended", new EndJob(JOB, JobState.SUCCESS, "", 9));

    JobInfo job = cluster.data().job(JOB);
    assertNotNull(job);
    assertEquals(JobState.CANCELLED, job.state());
    assertEquals("enough", job.message());
  }

  @Test
  void whoCancelsAJobAbortsWhatItMoves() {
    beginJob();
    cluster.ok(begin(slots(0, 9)));

    cluster.ok(new EndJob(JOB, JobState.CANCELLED, "enough", 9));

    assertTrue(cluster.data().migrations().isEmpty());
    cluster.rejected(
        "no migration 1 in progress", new CompleteMigration(new MigrationId(1), 1, 1, 2));
  }

  @Test
  void aPausedJobBeginsNothingAndGoesOn() {
    beginJob();
    cluster.ok(new PauseJob(JOB, true));
    cluster.rejected("is not open", begin(slots(0, 9)));
    cluster.ok(new PauseJob(JOB, false));
    cluster.ok(begin(slots(0, 9)));
    cluster.rejected("is not known", new PauseJob(new JobId(new UUID(8, 8)), true));
  }

  @Test
  void noSlotIsPartOfTwoOpenJobs() {
    beginJob();
    JobId other = new JobId(new UUID(8, 8));
    cluster.rejected("is part of job", new BeginJob(other, slots(0, 0), A, B, 6));
    cluster.ok(new EndJob(JOB, JobState.CANCELLED, "enough", 9));
    cluster.ok(new BeginJob(other, slots(0, 0), A, B, 6));
  }

  @Test
  void keepsTheLastHundredJobsAndEveryOpenOne() {
    beginJob();
    for (int number = 100; number < 250; number++) {
      JobId job = new JobId(new UUID(number, 0));
      cluster.ok(new BeginJob(job, slots(90, 90), A, B, 0));
      cluster.ok(new EndJob(job, JobState.FAILED, "no", 0));
    }

    assertEquals(ClusterStateData.JOBS_KEPT, cluster.data().jobs().size());
    assertNotNull(cluster.data().job(JOB));
    assertNull(cluster.data().job(new JobId(new UUID(100, 0))));
  }

  @Test
  void beginsOnlyWhatTheJobAndTheSourceHave() {
    cluster.rejected("is not open", begin(slots(0, 9)));
    beginJob();

    cluster.rejected("is not part of the job", begin(slots(40, 50)));
    cluster.rejected("no slot is named", begin(SlotSet.EMPTY));
    BeginMigration fits = begin(slots(0, 9));
    cluster.rejected("the next migration is 1", withId(fits, 2));
    cluster.ok(new NodeRestarted(B, 2, true, false));
    cluster.rejected("the epoch of node", fits);
    cluster.ok(begin(slots(0, 9)));
    cluster.rejected("slot 9 is already migrating", begin(slots(9, 20)));
    cluster.rejected("the next migration is 2", fits);
  }

  @Test
  void beginsNothingThatTheSourceDoesNotOwn() {
    cluster.rejected("slot 100 is not owned by node", new BeginJob(JOB, slots(0, 300), A, B, 5));
    beginJob();

    cluster.rejected("is not part of the job", begin(slots(90, 110)));
  }

  @Test
  void aKeyedMigrationBelongsToNoJobAndExcludesAStreamingOne() {
    beginJob();
    BeginMigration keyed =
        new BeginMigration(
            new MigrationId(1),
            JobId.NONE,
            MigrationKind.KEYED,
            slots(3, 3),
            A,
            B,
            cluster.epoch(A),
            cluster.epoch(B));

    cluster.ok(keyed);

    cluster.rejected("slot 3 is already migrating", begin(slots(0, 9)));
  }

  @Test
  void completesOnceForBothSides() {
    beginJob();
    cluster.ok(begin(slots(0, 9)));
    long epochOfA = cluster.epoch(A);

    cluster.rejected("is in attempt 1, not 2", complete(1, 2));
    cluster.rejected(
        "the epoch of node",
        new CompleteMigration(new MigrationId(1), 1, epochOfA + 1, cluster.epoch(B)));
    cluster.rejected(
        "the epoch of node", new CompleteMigration(new MigrationId(1), 1, epochOfA, 99));
    cluster.ok(complete(1, 1));

    assertEquals(slots(10, 99), cluster.data().slots().setOf(A));
    assertTrue(cluster.data().slots().setOf(B).containsAll(slots(0, 9)));
    assertEquals(new Arrival(new MigrationId(1), 1, slots(0, 9)), cluster.data().arrivalOf(5));
    assertEquals(epochOfA, cluster.epoch(A), "the epoch does not rise when slots go");
    JobInfo job = cluster.data().job(JOB);
    assertNotNull(job);
    assertEquals(slots(0, 9), job.moved());
    cluster.rejected("no migration 1 in progress", complete(1, 1));
    cluster.rejected("no migration 1", new AbortMigration(new MigrationId(1), 1));
  }

  @Test
  void whatIsFirstInTheLogWins() {
    beginJob();
    cluster.ok(begin(slots(0, 9)));

    cluster.rejected("is in attempt 1, not 2", new AbortMigration(new MigrationId(1), 2));
    cluster.ok(new AbortMigration(new MigrationId(1), 1));
    cluster.rejected("no migration 1 in progress", complete(1, 1));

    assertEquals(slots(0, 99), cluster.data().slots().setOf(A));
  }

  @Test
  void anEarlierAttemptCompletesNothing() {
    beginJob();
    cluster.ok(begin(slots(0, 9)));

    cluster.ok(new NodeRestarted(A, 2, true, false));

    cluster.rejected("is in attempt 2, not 1", complete(1, 1));
    cluster.ok(complete(1, 2));
  }

  @Test
  void anArrivalIsForgottenWhenTheSlotMovesAgain() {
    beginJob();
    cluster.ok(begin(slots(0, 9)));
    cluster.ok(complete(1, 1));

    cluster.ok(
        new ClusterCommand.AssignSlots(
            D, slots(0, 4), new ClusterCommand.Release(B, cluster.epoch(B))));

    assertNull(cluster.data().arrivalOf(4));
    assertNotNull(cluster.data().arrivalOf(5));
  }

  @Test
  void aPromotionKeepsWhatArrived() {
    cluster.ok(new ClusterCommand.SetReplicaOf(D, B));
    cluster.ok(cluster.inSync(B, D));
    beginJob();
    cluster.ok(begin(slots(0, 9)));
    cluster.ok(complete(1, 1));

    ShardInfo shard = cluster.shard(B);
    cluster.ok(
        new ClusterCommand.PromoteReplica(
            D, 1, shard.epoch(), shard.version(), PromotionKind.UNPLANNED));

    assertNotNull(cluster.data().arrivalOf(5));
  }

  @Test
  void whatIsLostDoesNotMove() {
    beginJob();
    cluster.ok(begin(slots(0, 9)));

    cluster.ok(new NodeRestarted(A, 2, false, true));
    cluster.ok(new NodeRestarted(C, 2, false, true));

    assertTrue(cluster.data().migrations().isEmpty());
    JobInfo job = cluster.data().job(JOB);
    assertNotNull(job);
    assertEquals(JobState.FAILED, job.state());
    JobId other = new JobId(new UUID(8, 8));
    cluster.rejected("slot 0 is lost", new BeginJob(other, slots(0, 9), A, B, 6));
  }

  private static BeginMigration withId(BeginMigration base, long id) {
    return new BeginMigration(
        new MigrationId(id),
        base.job(),
        base.kind(),
        base.slots(),
        base.source(),
        base.target(),
        base.sourceEpoch(),
        base.targetEpoch());
  }
}
