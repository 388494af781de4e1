package io.ember.cluster.core.state;

import static io.ember.cluster.core.state.ClusterResponse.ok;
import static io.ember.cluster.core.state.ClusterResponse.rejected;

import io.ember.cluster.model.JobId;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import org.jspecify.annotations.Nullable;

/** What commands on migrations and their jobs ask for, and what they do. */
final class MigrationRules {
  /** Jobs that may be open at once: beyond, somebody asks in a loop. */
  static final int MAX_OPEN_JOBS = 1000;

  static final String SOURCE_LEFT = "the source has left the cluster";

  private MigrationRules() {}

  static ClusterResponse beginJob(Draft draft, ClusterCommand.BeginJob command) {
    if (command.job().equals(JobId.NONE) || indexOf(draft, command.job()) >= 0) {
      return rejected("the job " + command.job() + " is not new");
    }
    ShardInfo source = draft.shardOfPrimary(command.source());
    if (source == null) {
      return NodeRules.notPrimary(draft, command.source());
    }
    ShardInfo target = draft.shardOfPrimary(command.target());
    if (target == null) {
      return NodeRules.notPrimary(draft, command.target());
    }
    if (source.id().equals(target.id())) {
      return rejected("node " + command.source() + " is both source and target");
    }
    SlotSet foreign = command.slots().minus(draft.slots.setOf(command.source()));
    if (command.slots().isEmpty() || !foreign.isEmpty()) {
      return rejected(
          command.slots().isEmpty()
              ? "no slot is named"
              : "slot " + foreign.first() + " is not owned by node " + command.source());
    }
    SlotSet lost = command.slots().and(draft.lost);
    if (!lost.isEmpty()) {
      return rejected("slot " + lost.first() + " is lost");
    }
    for (JobInfo other : draft.jobs) {
      SlotSet common = other.remaining().and(command.slots());
      if (other.state().isOpen() && !common.isEmpty()) {
        return rejected("slot " + common.first() + " is part of job " + other.id() + " already");
      }
    }
    if (openJobs(draft) >= MAX_OPEN_JOBS) {
      return rejected(MAX_OPEN_JOBS + " jobs are open");
    }
    draft.jobs.add(
        new JobInfo(
            command.job(),
            command.slots(),
            SlotSet.EMPTY,
            command.source(),
            command.target(),
            source.id(),
            target.id(),
            JobState.OPEN,
            "",
            command.atMs(),
            0));
    dropOldJobs(draft);
    return ok();
  }

  static ClusterResponse pauseJob(Draft draft, ClusterCommand.PauseJob command) {
    int at = indexOf(draft, command.job());
    if (at < 0) {
      return rejected("the job " + command.job() + " is not known");
    }
    JobInfo job = draft.jobs.get(at);
    if (!job.state().isOpen()) {
      return rejected("the job " + command.job() + " has ended");
    }
    draft.jobs.set(at, job.in(command.isPaused() ? JobState.PAUSED : JobState.OPEN));
    return ok();
  }

  static ClusterResponse endJob(Draft draft, ClusterCommand.EndJob command) {
    int at = indexOf(draft, command.job());
    if (at < 0) {
      return rejected("the job " + command.job() + " is not known");
    }
    JobInfo job = draft.jobs.get(at);
    if (!job.state().isOpen()) {
      return rejected("the job " + command.job() + " has ended");
    }
    if (command.outcome().isOpen()) {
      return rejected("the job " + command.job() + " cannot end open");
    }
    if (command.outcome() == JobState.CANCELLED) {
      draft.migrations.values().removeIf(migration -> migration.job().equals(command.job()));
    }
    for (MigrationInfo migration : draft.migrations.values()) {
      if (migration.job().equals(command.job())) {
        return rejected("migration " + migration.id() + " of the job is active");
      }
    }
    draft.jobs.set(at, job.ended(command.outcome(), command.message(), command.atMs()));
    dropOldJobs(draft);
    return ok();
  }

  private static int indexOf(Draft draft, JobId id) {
    for (int i = 0; i < draft.jobs.size(); i++) {
      if (draft.jobs.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  private static long openJobs(Draft draft) {
    return draft.jobs.stream().filter(job -> job.state().isOpen()).count();
  }

  private static void dropOldJobs(Draft draft) {
    for (int i = 0; i < draft.jobs.size() && draft.jobs.size() > ClusterStateData.JOBS_KEPT; ) {
      if (draft.jobs.get(i).state().isOpen()) {
        i++;
      } else {
        draft.jobs.remove(i);
      }
    }
  }

  static ClusterResponse begin(Draft draft, ClusterCommand.BeginMigration command) {
    if (!command.id().equals(draft.lastMigration.next())) {
      return rejected("the next migration is " + draft.lastMigration.next());
    }
    String unfit = jobUnfit(draft, command);
    if (unfit != null) {
      return rejected(unfit);
    }
    ShardInfo source = draft.shardOfPrimary(command.source());
    if (source == null) {
      return NodeRules.notPrimary(draft, command.source());
    }
    ShardInfo target = draft.shardOfPrimary(command.target());
    if (target == null) {
      return NodeRules.notPrimary(draft, command.target());
    }
    if (source.id().equals(target.id())) {
      return rejected("node " + command.source() + " is both source and target");
    }
    ClusterResponse epochs = epochs(source, command.sourceEpoch(), target, command.targetEpoch());
    if (!epochs.isOk()) {
      return epochs;
    }
    String bad = slotsUnfit(draft, command);
    if (bad != null) {
      return rejected(bad);
    }
    draft.lastMigration = command.id();
    draft.migrations.put(
        command.id(),
        new MigrationInfo(
            command.id(),
            command.job(),
            command.kind(),
            command.slots(),
            source.id(),
            target.id(),
            1));
    return ok();
  }

  /** A shard is gone: nobody could carry on what it was to move. */
  static void endJobsOf(Draft draft, NodeId shard, String why) {
    draft.jobs.replaceAll(
        job ->
            job.state().isOpen() && job.sourceShard().equals(shard)
                ? job.ended(JobState.FAILED, why, job.beganMs())
                : job);
  }

  private static @Nullable String jobUnfit(Draft draft, ClusterCommand.BeginMigration command) {
    if (command.kind() == MigrationKind.KEYED) {
      return command.job().equals(JobId.NONE) ? null : "a keyed migration belongs to no job";
    }
    int at = indexOf(draft, command.job());
    if (at < 0 || draft.jobs.get(at).state() != JobState.OPEN) {
      return "the job " + command.job() + " is not open";
    }
    SlotSet foreign = command.slots().minus(draft.jobs.get(at).slots());
    return foreign.isEmpty() ? null : "slot " + foreign.first() + " is not part of the job";
  }

  private static @Nullable String slotsUnfit(Draft draft, ClusterCommand.BeginMigration command) {
    SlotSet slots = command.slots();
    if (slots.isEmpty()) {
      return "no slot is named";
    }
    SlotSet foreign = slots.minus(draft.slots.setOf(command.source()));
    if (!foreign.isEmpty()) {
      return "slot " + foreign.first() + " is not owned by node " + command.source();
    }
    SlotSet lost = slots.and(draft.lost);
    if (!lost.isEmpty()) {
      return "slot " + lost.first() + " is lost";
    }
    MigrationInfo other = draft.migrationWithin(slots);
    return other == null
        ? null
        : "slot " + other.slots().and(slots).first() + " is already migrating";
  }

  static ClusterResponse complete(Draft draft, ClusterCommand.CompleteMigration command) {
    MigrationInfo migration = draft.migrations.get(command.id());
    if (migration == null) {
      return inactive(command.id());
    }
    if (migration.attempt() != command.attempt()) {
      return wrongAttempt(migration, command.attempt());
    }
    ShardInfo source = draft.shard(migration.sourceShard());
    ShardInfo target = draft.shard(migration.targetShard());
    ClusterResponse epochs = epochs(source, command.sourceEpoch(), target, command.targetEpoch());
    if (!epochs.isOk()) {
      return epochs;
    }
    if (!target.isServed()) {
      return rejected("node " + target.primary() + " does not serve its shard");
    }
    NodeId owner = target.primary();
    draft.migrations.remove(command.id());
    draft.give(migration.slots(), owner);
    draft.arrivals.put(
        command.id(), new Arrival(command.id(), migration.attempt(), migration.slots()));
    int at = indexOf(draft, migration.job());
    if (at >= 0) {
      draft.jobs.set(at, draft.jobs.get(at).withMoved(migration.slots()));
    }
    return ok();
  }

  static ClusterResponse abort(Draft draft, ClusterCommand.AbortMigration command) {
    MigrationInfo migration = draft.migrations.get(command.id());
    if (migration == null) {
      return inactive(command.id());
    }
    if (migration.attempt() != command.attempt()) {
      return wrongAttempt(migration, command.attempt());
    }
    draft.migrations.remove(command.id());
    return ok();
  }

  private static ClusterResponse epochs(
      ShardInfo source, long sourceEpoch, ShardInfo target, long targetEpoch) {
    if (source.epoch() != sourceEpoch) {
      return SlotRules.wrongEpoch(source, sourceEpoch);
    }
    return target.epoch() == targetEpoch ? ok() : SlotRules.wrongEpoch(target, targetEpoch);
  }

  private static ClusterResponse inactive(MigrationId id) {
    return rejected("no migration " + id + " in progress");
  }

  private static ClusterResponse wrongAttempt(MigrationInfo migration, long expected) {
    return rejected(
        "migration "
            + migration.id()
            + " is in attempt "
            + migration.attempt()
            + ", not "
            + expected);
  }
}
