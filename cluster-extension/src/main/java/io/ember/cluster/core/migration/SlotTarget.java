package io.ember.cluster.core.migration;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.migration.MigrationAck.Outcome;
import io.ember.cluster.core.migration.MigrationBatch.Kind;
import io.ember.cluster.core.migration.MigrationReport.Stage;
import io.ember.engine.KeyHasher;
import java.util.ArrayDeque;
import java.util.Set;

/**
 * The slots of one log on their way in, in one attempt: staged where no client sees them, by
 * records of the own log, so that replicas have them in the same order. Owner thread: the lane.
 */
final class SlotTarget implements MigrationStream {
  private static final long MS = 1_000_000;
  private static final long TELL_NS = 100 * MS;
  private static final long NONE = Long.MAX_VALUE;

  private record Received(long sequence, long end) {}

  final int log;
  private final MigrationHost host;
  private final int[] slots;
  private final ArrayDeque<Received> uncommitted = new ArrayDeque<>();
  private final SlotDigests digests;
  private Migration migration;
  private MigrationState state = MigrationState.IMPORTING;
  private Outcome outcome = Outcome.RECEIVING;
  private String reason = "";
  private long expected;
  private long committed;
  private long gapToldAt = -1;
  private long toldNs;
  private long checkpoint = NONE;
  private Set<SlotSummary> theirs = Set.of();
  private boolean isCompared;
  private long steps;
  private long entries;
  private long bytes;

  /**
   * Staging has begun.
   *
   * @param slots those of the migration that are of this log
   */
  SlotTarget(
      MigrationHost host, KeyHasher hasher, Migration migration, int log, int[] slots, long nowNs) {
    this.host = host;
    this.migration = migration;
    this.log = log;
    this.slots = slots;
    digests = new SlotDigests(slots, hasher, host.scratch());
    // Whoever is promoted here has to know that what the slots held before is void.
    uncommitted.add(new Received(-1, host.record(log)));
    tell(nowNs, false);
  }

  @Override
  public Migration migration() {
    return migration;
  }

  MigrationState state() {
    return state;
  }

  @Override
  public void update(Migration next) {
    migration = next;
  }

  @Override
  public void end(boolean isComplete) {
    if (isComplete && state != MigrationState.FINALIZING) {
      throw new IllegalStateException(
          "migration " + migration.id() + " is complete, and its staging is " + state);
    }
    state = state.to(isComplete ? MigrationState.COMPLETE : MigrationState.ABORTED);
  }

  void receive(long nowNs, MigrationMessage message) {
    if (message instanceof MigrationBatch batch) {
      receive(nowNs, batch);
    } else {
      tell(nowNs, false);
    }
  }

  private void receive(long nowNs, MigrationBatch batch) {
    if (!batch.isIntact() || batch.sequence() > expected) {
      // Everything from the gap on will come again; asked once, or the answers would multiply.
      boolean isNew = gapToldAt != expected || nowNs - toldNs > TELL_NS;
      if (isNew) {
        gapToldAt = expected;
        tell(nowNs, true);
      }
      return;
    }
    boolean isOver = outcome == Outcome.PREPARED || state == MigrationState.FINALIZING;
    if (isOver && batch.sequence() >= expected) {
      fail("the source has changed something after its last batch");
    }
    if (batch.sequence() < expected || outcome != Outcome.RECEIVING) {
      tell(nowNs, false);
      return;
    }
    expected++;
    if (state == MigrationState.IMPORTING) {
      state = state.to(MigrationState.STREAMING);
    }
    try {
      take(batch);
    } catch (RuntimeException e) {
      // Of whatever kind: what another node says must not stop this one.
      fail("the target cannot take it: " + e);
    }
    lookAtCommits(nowNs);
    if (outcome == Outcome.FAILED) {
      tell(nowNs, false);
    }
  }

  private void take(MigrationBatch batch) {
    if (batch.kind() == Kind.FINAL) {
      state = state.to(MigrationState.FINALIZING);
      theirs = Set.copyOf(SlotSummary.decode(batch.content()));
      return;
    }
    if (batch.kind() == Kind.CHECKPOINT) {
      checkpoint = batch.sequence();
      uncommitted.add(new Received(checkpoint, host.record(log)));
      return;
    }
    byte[] content = batch.content();
    if (!host.reader().isContentOf(content, 0, content.length, digests::forget)) {
      fail("a batch is about slots that are not part of the migration");
      return;
    }
    if (!host.keyspace().makeRoom()) {
      fail("the target has no memory for it");
      return;
    }
    // What changes an entry that has not come yet will come with it.
    host.reader().repeat(content, 0, content.length, host.keyspace(), host.marks());
    uncommitted.add(new Received(batch.sequence(), host.record(log)));
    bytes += content.length;
    steps++;
    entries = 0;
    for (int slot : slots) {
      entries += host.keyspace().stores().slot(slot).count();
    }
  }

  private void fail(String why) {
    outcome = Outcome.FAILED;
    reason = why;
  }

  /** Commits may have got further. */
  void lookAtCommits(long nowNs) {
    long before = committed;
    long commit = host.commit(log);
    boolean waits = host.rules().holds(SafetyRule.STAGED_IS_COMMITTED);
    Received first;
    while ((first = uncommitted.peek()) != null
        && (first.end() <= commit || !waits)
        && (first.sequence() != checkpoint || digests.isPassed())) {
      uncommitted.remove();
      committed = first.sequence() + 1;
    }
    if (isCompared && uncommitted.isEmpty() && outcome == Outcome.RECEIVING) {
      outcome = Outcome.PREPARED;
      committed = expected;
    }
    if (committed > before) {
      tell(nowNs, false);
    }
  }

  /** {@return whether calls of the source wait for what {@link #workNext} does} */
  boolean isUrgent() {
    return state == MigrationState.FINALIZING;
  }

  /**
   * Works out a slice of what came, and compares it with what the source has when that is known.
   *
   * @return whether there was something to do
   */
  boolean workNext(long nowNs) {
    boolean passes = checkpoint != NONE && !digests.isPassed();
    if (outcome != Outcome.RECEIVING || isCompared || !(passes || isUrgent())) {
      return false;
    }
    steps++;
    if (!isUrgent()) {
      digests.pass(host.keyspace());
    } else if (digests.finish(host.keyspace())) {
      compare(nowNs);
    }
    lookAtCommits(nowNs);
    return true;
  }

  private void compare(long nowNs) {
    isCompared = true;
    for (SlotSummary mine : digests.summaries()) {
      if (!theirs.contains(mine) && host.rules().holds(SafetyRule.BOTH_SIDES_ARE_COMPARED)) {
        fail("slot " + mine.slot() + " does not hold what its source has: " + mine);
        tell(nowNs, false);
        return;
      }
    }
  }

  @Override
  public void tick(long nowNs) {
    if (nowNs - toldNs >= TELL_NS) {
      tell(nowNs, false);
    }
  }

  private void tell(long nowNs, boolean isGap) {
    toldNs = nowNs;
    host.send(
        migration.peer(),
        new MigrationAck(
            migration.id(),
            migration.attempt(),
            migration.sourceEpoch(),
            migration.targetEpoch(),
            log,
            expected,
            committed,
            isGap,
            outcome,
            reason));
  }

  // ---- how it is

  /** {@return whether everything is here, and it is for others to decide} */
  boolean isPrepared() {
    return outcome == Outcome.PREPARED;
  }

  @Override
  public Stage stage() {
    return switch (outcome) {
      case FAILED -> Stage.FAILED;
      case PREPARED -> Stage.PREPARED;
      case RECEIVING -> Stage.STREAMING;
    };
  }

  @Override
  public String reason() {
    return reason;
  }

  @Override
  public long entries() {
    return entries;
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public long bytes() {
    return bytes;
  }
}
