package io.ember.cluster.core.migration;

import io.ember.cluster.core.migration.Migration.Side;
import io.ember.cluster.core.migration.MigrationReport.Stage;
import io.ember.cluster.core.state.Arrival;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.JobInfo;
import io.ember.cluster.core.state.JobState;
import io.ember.cluster.core.state.MigrationInfo;
import io.ember.cluster.core.state.MigrationKind;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries on the migrations of this node's shard: cuts jobs into migrations, has the source freeze
 * when little is left, and proposes what follows. Decides nothing: what is applied does, whoever
 * proposed it. What is lost of this with the node is found again in the configuration, so that
 * another primary goes on.
 *
 * <p>Owner thread: control.
 */
public final class MigrationManager {
  private static final long MS = 1_000_000;

  /** While one is handed over the next one streams. */
  private static final int ACTIVE_OF_JOB = 2;

  private static final int ACTIVE = 4;

  /** Attempts of a job without any success between them, before it is given up. */
  static final int MOST_FAILURES = 6;

  private static final long RETRY_NS = 100 * MS;
  private static final long LONGEST_RETRY_NS = 2_000 * MS;
  private static final long STALLED_NS = 5_000 * MS;

  /** The source is to decide; only if it does not, the target does. */
  private static final long SOURCE_SILENT_NS = 1_000 * MS;

  /** Puts a command into the log, for the manager. */
  public interface Proposer {
    /**
     * Proposes.
     *
     * @param settled told when it was applied here, or will not be, or nobody knows: empty if it
     *     was accepted, else why not
     */
    void propose(ClusterCommand command, Consumer<String> settled);
  }

  /** What is known of one attempt of a migration. */
  private static final class Course {
    final MigrationInfo info;
    final Side side;
    final Set<Integer> lanes;
    final Map<Integer, MigrationReport> reports = new TreeMap<>();
    String givenUp = "it was given up";
    boolean isFrozen;
    boolean isProposing;
    long frozenNs;
    long movedNs;
    long preparedNs = -1;
    long retryNs;

    Course(MigrationInfo info, Side side, Set<Integer> lanes, long nowNs) {
      this.info = info;
      this.side = side;
      this.lanes = lanes;
      movedNs = nowNs;
    }

    /** {@return how far the lane is that is least far, null if not all have said so} */
    @Nullable Stage stage() {
      Stage stage = Stage.PREPARED;
      for (int lane : lanes) {
        MigrationReport report = reports.get(lane);
        if (report == null) {
          return null;
        }
        stage = report.stage().compareTo(stage) < 0 ? report.stage() : stage;
      }
      return stage;
    }

    String reason() {
      for (MigrationReport report : reports.values()) {
        if (!report.reason().isEmpty()) {
          return report.reason();
        }
      }
      return givenUp;
    }
  }

  /** What this node remembers of a job that it carries on. */
  private static final class Carried {
    final FreezeTimes freezes = new FreezeTimes();
    int failures;
    String reason = "";
    long retryNs;
    boolean isProposing;
    long entries;
    long bytes;
  }

  private final NodeId self;
  private final int laneCount;
  private final MigrationSettings settings;
  private final Proposer proposer;
  private final TreeMap<MigrationId, Course> courses = new TreeMap<>();
  private final TreeMap<JobId, Carried> jobs = new TreeMap<>();
  private final FreezeTimes freezes = new FreezeTimes();
  private ClusterStateData data = ClusterStateData.EMPTY;
  private @Nullable ShardInfo shard;
  private List<Migration> migrations = List.of();
  private List<Arrival> arrivals = List.of();
  private long wallMs;
  private boolean mayHandOver;

  /**
   * @param laneCount of this node
   */
  public MigrationManager(
      NodeId self, int laneCount, MigrationSettings settings, Proposer proposer) {
    this.self = self;
    this.laneCount = laneCount;
    this.settings = settings;
    this.proposer = proposer;
  }

  // ---- the configuration

  /**
   * The configuration has got further.
   *
   * @param mine the shard of this node, if it is its primary and may serve; else null
   */
  public void applied(long nowNs, ClusterStateData next, @Nullable ShardInfo mine) {
    data = next;
    shard = mine;
    for (Course course : List.copyOf(courses.values())) {
      MigrationInfo now = next.migrations().get(course.info.id());
      if (mine == null || now == null || now.attempt() != course.info.attempt()) {
        courses.remove(course.info.id());
        ended(nowNs, course);
      }
    }
    if (mine != null) {
      for (MigrationInfo info : next.migrations().values()) {
        if (info.kind() == MigrationKind.STREAMING && sideOf(info, mine) != null) {
          courses.computeIfAbsent(
              info.id(), id -> new Course(info, sideIn(info, mine), lanesOf(info), nowNs));
        }
      }
    }
    Set<JobId> open = new TreeSet<>();
    next.jobs().stream().filter(job -> job.state().isOpen()).forEach(job -> open.add(job.id()));
    jobs.keySet().retainAll(open);
    list();
  }

  private static @Nullable Side sideOf(MigrationInfo info, ShardInfo mine) {
    if (info.sourceShard().equals(mine.id())) {
      return Side.SOURCE;
    }
    return info.targetShard().equals(mine.id()) ? Side.TARGET : null;
  }

  private static Side sideIn(MigrationInfo info, ShardInfo mine) {
    return info.sourceShard().equals(mine.id()) ? Side.SOURCE : Side.TARGET;
  }

  private Set<Integer> lanesOf(MigrationInfo info) {
    Set<Integer> lanes = new TreeSet<>();
    for (int slot : info.slots().toArray()) {
      lanes.add(Logs.lane(Logs.of(slot), laneCount));
    }
    return lanes;
  }

  private void ended(long nowNs, Course course) {
    if (course.side != Side.SOURCE) {
      return;
    }
    Carried job = jobs.get(course.info.job());
    if (course.isFrozen) {
      freezes.add(nowNs - course.frozenNs);
      if (job != null) {
        job.freezes.add(nowNs - course.frozenNs);
      }
    }
    boolean hasMoved = !data.slots().setOf(self).intersects(course.info.slots());
    boolean isOver = !data.migrations().containsKey(course.info.id());
    if (job == null || shard == null || !isOver) {
      return;
    }
    if (hasMoved) {
      job.failures = 0;
      for (MigrationReport report : course.reports.values()) {
        job.entries += report.entries();
        job.bytes += report.bytes();
      }
    } else {
      failed(nowNs, job, course.reason());
    }
  }

  private static void failed(long nowNs, Carried job, String reason) {
    job.failures++;
    job.reason = reason;
    long waitNs = Math.min(LONGEST_RETRY_NS, RETRY_NS << Math.min(job.failures, 8));
    job.retryNs = job.failures < MOST_FAILURES ? nowNs + waitNs : nowNs;
  }

  private void list() {
    List<Migration> list = new ArrayList<>();
    for (Course course : courses.values()) {
      ShardInfo source = data.shards().get(course.info.sourceShard());
      ShardInfo target = data.shards().get(course.info.targetShard());
      if (source == null || target == null) {
        continue;
      }
      list.add(
          new Migration(
              course.info.id(),
              course.info.attempt(),
              course.info.slots(),
              course.side,
              course.side == Side.SOURCE ? target.primary() : source.primary(),
              source.epoch(),
              target.epoch(),
              course.isFrozen,
              isPaused(course.info.job())));
    }
    migrations = List.copyOf(list);
    NodeId primary = primaryOfShard();
    SlotSet slots = primary == null ? SlotSet.EMPTY : data.slots().setOf(primary);
    arrivals =
        data.arrivals().values().stream().filter(each -> each.slots().intersects(slots)).toList();
  }

  private @Nullable NodeId primaryOfShard() {
    ShardInfo own = data.shardOf(self);
    return own == null ? null : own.primary();
  }

  private boolean isPaused(JobId id) {
    JobInfo job = job(id);
    return job != null && job.state() == JobState.PAUSED;
  }

  private @Nullable JobInfo job(JobId id) {
    return data.jobs().stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
  }

  /** {@return what the lanes have to do} */
  public List<Migration> migrations() {
    return migrations;
  }

  /** {@return by which migrations slots of the shard came here} */
  public List<Arrival> arrivals() {
    return arrivals;
  }

  // ---- what lanes say

  /** Takes what a lane says about the migrations that it knows. */
  public void reported(long nowNs, int lane, List<MigrationReport> reports) {
    for (MigrationReport report : reports) {
      Course course = courses.get(report.id());
      if (course == null || course.info.attempt() != report.attempt()) {
        continue;
      }
      MigrationReport before = course.reports.put(lane, report);
      if (!report.equals(before)) {
        course.movedNs = nowNs;
      }
    }
  }

  /** {@return what this node knows of the jobs that it carries on} */
  public MigrationFigures figures() {
    TreeMap<MigrationId, MigrationFigures.OfMigration> migrating = new TreeMap<>();
    TreeMap<JobId, MigrationFigures.OfJob> working = new TreeMap<>();
    jobs.forEach(
        (id, job) ->
            working.put(
                id, new MigrationFigures.OfJob(job.entries, job.bytes, job.failures, job.reason)));
    for (Course course : courses.values()) {
      if (course.side != Side.SOURCE) {
        continue;
      }
      long entries = 0;
      long bytes = 0;
      for (MigrationReport report : course.reports.values()) {
        entries += report.entries();
        bytes += report.bytes();
      }
      migrating.put(course.info.id(), new MigrationFigures.OfMigration(entries, bytes));
      MigrationFigures.OfJob of = working.get(course.info.job());
      if (of != null) {
        working.put(
            course.info.job(),
            new MigrationFigures.OfJob(
                of.entries() + entries, of.bytes() + bytes, of.failures(), of.reason()));
      }
    }
    return new MigrationFigures(working, migrating, freezes.toString(), freezes.count());
  }

  // ---- time

  /**
   * Does what is to be done now; after every input and with every tick.
   *
   * @param mayServe whether no former primary of the shard can serve any more: before, slots must
   *     not be handed over, since whoever gets them does not wait for that
   */
  public void drive(long nowNs, long nowMs, boolean mayServe) {
    wallMs = nowMs;
    mayHandOver = mayServe;
    if (shard == null) {
      return;
    }
    boolean hasFrozen = false;
    for (Course course : courses.values()) {
      hasFrozen |= course.isFrozen;
    }
    for (Course course : courses.values()) {
      if (!course.isProposing && nowNs >= course.retryNs) {
        hasFrozen |= drive(nowNs, course, hasFrozen);
      }
    }
    for (JobInfo job : data.jobs()) {
      if (job.state() == JobState.OPEN && job.sourceShard().equals(shard.id())) {
        carryOn(nowNs, job);
      }
    }
  }

  /** {@return whether it froze its slots} */
  private boolean drive(long nowNs, Course course, boolean hasFrozen) {
    Stage stage = course.stage();
    if (course.side == Side.TARGET) {
      driveTarget(nowNs, course, stage);
      return false;
    }
    boolean isPaused = isPaused(course.info.job());
    course.movedNs = isPaused ? nowNs : course.movedNs;
    boolean isStalled = nowNs - course.movedNs > STALLED_NS;
    boolean isTooLong = course.isFrozen && nowNs - course.frozenNs > settings.pauseLimitNs() / 2;
    if (stage == Stage.PREPARED && course.isFrozen) {
      complete(nowNs, course);
    } else if (stage == Stage.FAILED || isStalled || isTooLong) {
      course.givenUp =
          isTooLong
              ? "its slots stood still for half of the pause limit"
              : "nothing has come about for " + STALLED_NS / (1_000 * MS) + " s";
      abort(nowNs, course);
    } else if (stage == Stage.CAUGHT_UP
        && !course.isFrozen
        && !hasFrozen
        && !isPaused
        && mayHandOver) {
      course.isFrozen = true;
      course.frozenNs = nowNs;
      list();
      return true;
    }
    return false;
  }

  private void driveTarget(long nowNs, Course course, @Nullable Stage stage) {
    boolean isUndecided = stage == Stage.PREPARED || stage == Stage.FAILED;
    if (!isUndecided) {
      course.preparedNs = -1;
      return;
    }
    if (course.preparedNs < 0) {
      course.preparedNs = nowNs;
    }
    if (nowNs - course.preparedNs > SOURCE_SILENT_NS) {
      if (stage == Stage.PREPARED) {
        complete(nowNs, course);
      } else {
        abort(nowNs, course);
      }
    }
  }

  private void complete(long nowNs, Course course) {
    ShardInfo source = data.shards().get(course.info.sourceShard());
    ShardInfo target = data.shards().get(course.info.targetShard());
    if (source != null && target != null) {
      propose(
          nowNs,
          course,
          new ClusterCommand.CompleteMigration(
              course.info.id(), course.info.attempt(), source.epoch(), target.epoch()));
    }
  }

  private void abort(long nowNs, Course course) {
    propose(
        nowNs, course, new ClusterCommand.AbortMigration(course.info.id(), course.info.attempt()));
  }

  /** What was applied is found in the configuration; what was not is proposed again. */
  private void propose(long nowNs, Course course, ClusterCommand command) {
    course.isProposing = true;
    course.retryNs = nowNs + RETRY_NS;
    proposer.propose(command, why -> course.isProposing = false);
  }

  // ---- jobs

  private void carryOn(long nowNs, JobInfo job) {
    Carried carried = jobs.computeIfAbsent(job.id(), id -> new Carried());
    if (carried.isProposing || nowNs < carried.retryNs) {
      return;
    }
    List<MigrationInfo> active =
        data.migrations().values().stream().filter(each -> each.job().equals(job.id())).toList();
    if (active.isEmpty() && job.remaining().isEmpty()) {
      end(nowNs, job, carried, JobState.SUCCESS, summary(job, carried));
    } else if (active.isEmpty() && carried.failures >= MOST_FAILURES) {
      end(nowNs, job, carried, JobState.FAILED, carried.reason);
    } else if (carried.failures < MOST_FAILURES
        && active.size() < ACTIVE_OF_JOB
        && sourcesActive() < ACTIVE) {
      beginNext(nowNs, job, carried, active);
    }
  }

  private long sourcesActive() {
    return courses.values().stream().filter(course -> course.side == Side.SOURCE).count();
  }

  private String summary(JobInfo job, Carried carried) {
    return "moved "
        + job.slots().slotCount()
        + " slots, "
        + carried.entries
        + " keys and changes, "
        + carried.bytes
        + " bytes in "
        + Math.max(0, wallMs - job.beganMs())
        + " ms"
        + (carried.freezes.count() == 0 ? "" : "; frozen " + carried.freezes);
  }

  private void beginNext(long nowNs, JobInfo job, Carried carried, List<MigrationInfo> active) {
    SlotSet left = job.remaining();
    for (MigrationInfo each : active) {
      left = left.minus(each.slots());
    }
    if (left.isEmpty()) {
      return;
    }
    SlotSet own = left.and(data.slots().setOf(self));
    ShardInfo target = data.shards().get(job.targetShard());
    if (own.isEmpty() && active.isEmpty()) {
      end(
          nowNs,
          job,
          carried,
          JobState.FAILED,
          "slot " + left.first() + " is not the source's any more");
      return;
    }
    if (target == null && active.isEmpty()) {
      end(nowNs, job, carried, JobState.FAILED, "the target has left the cluster");
      return;
    }
    ShardInfo mine = shard;
    if (own.isEmpty() || target == null || mine == null) {
      return;
    }
    if (!target.isServed()) {
      failed(nowNs, carried, "node " + target.primary() + " does not serve its shard");
      return;
    }
    propose(
        nowNs,
        carried,
        new ClusterCommand.BeginMigration(
            data.lastMigration().next(),
            job.id(),
            MigrationKind.STREAMING,
            firstOf(own, carried.failures),
            self,
            target.primary(),
            mine.epoch(),
            target.epoch()));
  }

  /** Fewer after each failure: what takes too long as a whole may be fast in parts. */
  private SlotSet firstOf(SlotSet slots, int failures) {
    BitSet group = new BitSet();
    int[] all = slots.toArray();
    int most = Math.max(1, settings.parallelSlots() >> failures);
    for (int i = 0; i < Math.min(all.length, most); i++) {
      group.set(all[i]);
    }
    return SlotSet.ofSlots(group.stream().toArray());
  }

  private void end(long nowNs, JobInfo job, Carried carried, JobState outcome, String message) {
    propose(nowNs, carried, new ClusterCommand.EndJob(job.id(), outcome, message, wallMs));
  }

  /** One that was rejected is decided anew by what is applied by then. */
  private void propose(long nowNs, Carried carried, ClusterCommand command) {
    carried.isProposing = true;
    MigrationId lastMigration = data.lastMigration();
    proposer.propose(
        command,
        why -> {
          carried.isProposing = false;
          boolean isRace = data.lastMigration().compareTo(lastMigration) > 0;
          if (!why.isEmpty() && isRace) {
            carried.retryNs = nowNs + RETRY_NS;
          } else if (!why.isEmpty()) {
            failed(nowNs, carried, why);
          }
        });
  }
}
