package io.ember.cluster.core.migration;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.effect.EffectWriter;
import io.ember.cluster.core.migration.MigrationBatch.Kind;
import io.ember.cluster.core.migration.MigrationReport.Stage;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.KeyHasher;
import io.ember.engine.SlotStore;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one log on their way out, in one attempt: their entries, walked over a slice at a
 * time, and what calls change meanwhile, in one stream in the order of the lane.
 *
 * <p>A value that is too large for a batch is sent in parts, when nothing else is to be sent before
 * it; if it changes meanwhile it is sent anew. Owner thread: the lane.
 */
final class SlotSource implements MigrationStream {
  private static final long MS = 1_000_000;
  private static final long RESEND_NS = 200 * MS;

  /** Longest part of a value; longer ones are sent in parts. */
  static final int PART_BYTES = 64 * 1024;

  /** Less than this on its way is made up for in no time. */
  private static final long LITTLE_BYTES = 256 * 1024;

  /** More than this is not kept for those who write faster than can be sent. */
  private static final long MUCH_BYTES = 2 << 20;

  /** How often parts of values may have been sent in vain before their writers wait. */
  private static final int MOST_RESTARTS = 8;

  /**
   * How often a target may say that it lives while it works out what it holds: some five minutes.
   * One that never commits says no more.
   */
  private static final int MOST_WAITS = 3_000;

  private static final int SCAN_ENTRIES = 8;
  private static final long NONE = -1;

  final int log;
  private final MigrationHost host;
  private final MigrationSettings settings;
  private final KeyHasher hasher;
  private final int[] slots;
  private final WriterPool writers;

  /** What comes while {@link #sending} is sent, which is behind it in the order of the lane. */
  private EffectWriter pending;

  private EffectWriter sending;
  private final LargeKeys large = new LargeKeys();
  private final BatchWindow window = new BatchWindow();
  private final SlotDigests digests;
  private final Key key = new Key();
  private Migration migration;
  private MigrationState state = MigrationState.MIGRATING;
  private int walked;
  private long cursor = SlotStore.SCAN_START;
  private LargeKeys.@Nullable Walk walk;
  private int restarts;
  private int waits;
  private int batched;
  private long received;

  /** How many bytes were sent when every entry had been, once that is known. */
  private long checkpointAt = NONE;

  private long checkpoint = NONE;
  private boolean isPassTurn;
  private boolean isFinalSent;
  private boolean isHeldUp;
  private Stage outcome = Stage.STREAMING;
  private String reason = "";
  private long askedNs;
  private long entries;
  private long bytes;
  private long steps;

  /**
   * @param slots those of the migration that are of this log
   * @param writers where its writers come from and go to
   */
  SlotSource(
      MigrationHost host,
      MigrationSettings settings,
      KeyHasher hasher,
      Migration migration,
      int log,
      int[] slots,
      WriterPool writers,
      long nowNs) {
    this.host = host;
    this.settings = settings;
    this.hasher = hasher;
    this.migration = migration;
    this.log = log;
    this.slots = slots;
    this.writers = writers;
    pending = writers.take();
    sending = writers.take();
    digests = new SlotDigests(slots, hasher, host.scratch());
    open(nowNs);
  }

  private void open(long nowNs) {
    askedNs = nowNs;
    host.send(
        migration.peer(),
        new MigrationOpen(
            migration.id(),
            migration.attempt(),
            migration.sourceEpoch(),
            migration.targetEpoch(),
            log));
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
    if (next.isFrozen() && state == MigrationState.STREAMING) {
      freeze();
    }
  }

  private void freeze() {
    state = state.to(MigrationState.FINALIZING);
    for (int slot : slots) {
      host.keyspace().setStill(slot, true);
    }
  }

  @Override
  public void end(boolean isComplete) {
    state = state.to(isComplete ? MigrationState.COMPLETE : MigrationState.ABORTED);
    for (int slot : slots) {
      host.keyspace().setStill(slot, false);
    }
    writers.giveBack(pending);
    writers.giveBack(sending);
  }

  /** {@return the slots that it is about} */
  IntStream slots() {
    return IntStream.of(slots);
  }

  // ---- calls

  /** {@return whether nothing may be executed on the slots} */
  boolean isFrozen() {
    return migration.isFrozen() && host.rules().holds(SafetyRule.MOVING_SLOTS_FREEZE);
  }

  /**
   * {@return whether calls that write have to wait, since more was changed than is sent} Only the
   * callers of these slots are slowed down.
   */
  boolean isHeldUp() {
    long behind = behindBytes();
    if (restarts > MOST_RESTARTS && !isWalked()) {
      return true; // a large value that changes all the time would never be through
    }
    long most = isWalked() ? LITTLE_BYTES : MUCH_BYTES;
    isHeldUp = isHeldUp ? behind > most / 2 : behind > most;
    return isHeldUp;
  }

  /** Takes what a call has changed in one of the slots. */
  void changed(EffectWriter effects, int effect) {
    digests.forget(effects.slot(effect));
    if (!host.rules().holds(SafetyRule.CHANGES_ARE_STREAMED)) {
      return;
    }
    if (effects.empties(effect)) {
      int slot = effects.slot(effect);
      large.removeSlot(slot);
      LargeKeys.Walk now = walk;
      walk = now != null && now.slot == slot ? null : now;
    } else if (effects.hasKey(effect)) {
      byte[] changed = effects.key(effect);
      LargeKeys.Walk now = walk;
      boolean isOnItsWay = now != null && Arrays.equals(now.key, changed);
      if (isOnItsWay) {
        walk = null;
        restarts++;
      }
      boolean isLarge = effects.start(effect + 1) - effects.start(effect) > PART_BYTES;
      if (isOnItsWay || isLarge || large.contains(changed)) {
        large.add(effects.slot(effect), changed);
        return;
      }
    }
    pending.copy(effects, effect);
    entries++;
  }

  // ---- what the target says

  void receive(long nowNs, MigrationAck ack) {
    if (checkpoint != NONE && window.begin() <= checkpoint && waits < MOST_WAITS) {
      waits++;
      steps++; // it works out what it holds, and lives
    }
    if (state == MigrationState.MIGRATING) {
      state = state.to(MigrationState.STREAMING);
      if (migration.isFrozen()) {
        freeze();
      }
    }
    received = Math.max(received, ack.received());
    if (window.committed(ack.committed())) {
      askedNs = nowNs;
    }
    if (ack.isGap()) {
      resend(nowNs, ack.received());
    }
    if (ack.outcome() == MigrationAck.Outcome.FAILED) {
      outcome = Stage.FAILED;
      reason = ack.reason();
    } else if (ack.outcome() == MigrationAck.Outcome.PREPARED && isFinalSent) {
      outcome = Stage.PREPARED;
      dropTooEarly();
    }
  }

  /** Not at all, except to see what that breaks. */
  private void dropTooEarly() {
    if (!host.rules().holds(SafetyRule.SOURCE_KEEPS_UNTIL_COMPLETION)) {
      for (int slot : slots) {
        host.keyspace().clear(slot);
      }
    }
  }

  private void resend(long nowNs, long from) {
    askedNs = nowNs;
    window.from(from, batch -> host.send(migration.peer(), batch));
  }

  @Override
  public void tick(long nowNs) {
    boolean waits = state == MigrationState.MIGRATING || !window.isEmpty();
    if (!waits || nowNs - askedNs < RESEND_NS) {
      return;
    }
    if (state == MigrationState.MIGRATING) {
      open(nowNs);
    } else {
      resend(nowNs, received);
    }
  }

  // ---- what it is told

  /**
   * Does one piece of work: sends a batch if there is something to send, or works out a slice of
   * what both sides compare.
   *
   * @return about how many bytes it was about; -1 if there is nothing to do now
   */
  int workNext(long nowNs) {
    boolean sends = state == MigrationState.STREAMING || state == MigrationState.FINALIZING;
    if (!sends || outcome == Stage.FAILED) {
      return -1;
    }
    if (!migration.isPaused()) {
      fill();
    }
    steps++;
    if (isWalked() && checkpointAt == NONE) {
      checkpointAt = bytes + unsentBytes();
    }
    if (checkpointAt != NONE && checkpoint == NONE && bytes >= checkpointAt) {
      checkpoint = window.next();
      send(nowNs, Kind.CHECKPOINT, new byte[0]);
      return 0;
    }
    // Whoever writes all the time does not keep the pass up.
    boolean passes = checkpoint != NONE && !digests.isPassed();
    isPassTurn = passes && !isPassTurn;
    if (!isPassTurn && hasUnsent()) {
      byte[] content = nextContent();
      send(nowNs, Kind.CHANGES, content);
      return content.length;
    }
    if (passes) {
      digests.pass(host.keyspace());
      return SlotDigests.SLICE_BYTES;
    }
    steps--;
    return isDrained() ? finish(nowNs) : -1;
  }

  /** {@return how much was sent that the target has not said to be safe} */
  long onItsWayBytes() {
    return window.bytes();
  }

  private long behindBytes() {
    return unsentBytes() + window.bytes();
  }

  private long unsentBytes() {
    long left = sending.isEmpty() ? 0 : sending.length() - sending.start(batched);
    return left + pending.length();
  }

  private boolean hasUnsent() {
    if (sending.isEmpty() && !pending.isEmpty()) {
      EffectWriter empty = sending;
      sending = pending;
      pending = empty;
    }
    return !sending.isEmpty();
  }

  /** No more than a portion: what hands slots over may have to stand behind it. */
  private long mostBytes() {
    return Math.min(settings.batchBytes(), WorkPace.PORTION_BYTES);
  }

  /** As many effects as fit a batch, and one at least. */
  private byte[] nextContent() {
    int first = batched;
    int from = sending.start(first);
    do {
      batched++;
    } while (batched < sending.count()
        && batched - first < settings.batchEntries()
        && sending.start(batched + 1) - from <= mostBytes());
    byte[] content = Arrays.copyOfRange(sending.bytes(), from, sending.start(batched));
    if (batched == sending.count()) {
      sending.clear();
      batched = 0;
    }
    return content;
  }

  /** Walks on, half as fast as is sent while callers change more than that. */
  private void fill() {
    boolean isBehind = unsentBytes() >= mostBytes() || unsentCount() >= settings.batchEntries();
    long mostBytes = isBehind ? unsentBytes() + mostBytes() / 2 : mostBytes();
    long mostEntries =
        isBehind ? unsentCount() + (settings.batchEntries() + 1) / 2 : settings.batchEntries();
    while (unsentBytes() < mostBytes && unsentCount() < mostEntries && step()) {
      // One entry, part or piece of a slot after the other.
    }
  }

  private int unsentCount() {
    return sending.count() - batched + pending.count();
  }

  /** {@return whether there may be more} */
  private boolean step() {
    LargeKeys.Walk now = walk;
    if (now == null) {
      now = large.take();
      walk = now;
    }
    if (now != null) {
      sendPart(now);
      return true;
    }
    if (walked == slots.length) {
      return false;
    }
    int slot = slots[walked];
    SlotStore store = host.keyspace().stores().slot(slot);
    if (store.count() > 0) {
      cursor = store.scan(cursor, SCAN_ENTRIES, entry -> take(slot, entry));
    }
    if (store.count() == 0 || cursor == SlotStore.SCAN_END) {
      walked++;
      cursor = SlotStore.SCAN_START;
    }
    return true;
  }

  private void take(int slot, EntryView entry) {
    if (entry.length() > PART_BYTES) {
      large.add(slot, entry.keyBytes());
    } else if (large.isEmpty() || !large.contains(entry.keyBytes())) {
      pending.put(slot, entry);
      entries++;
    }
  }

  /** As it is now, whatever it was when it was seen. */
  private void sendPart(LargeKeys.Walk of) {
    key.set(of.key, 0, of.key.length, of.slot, hasher.hash(of.key, 0, of.key.length));
    EntryView entry = host.keyspace().stores().slot(of.slot).peek(key);
    if (entry == null) {
      pending.remove(of.slot, of.key);
      walk = null;
      return;
    }
    int length = entry.length();
    if (length <= PART_BYTES) {
      pending.put(of.slot, entry);
      walk = null;
      entries++;
      return;
    }
    if (of.sent == 0) {
      pending.putPart(of.slot, entry, PART_BYTES);
      of.sent = PART_BYTES;
    } else {
      int part = Math.min(PART_BYTES, length - of.sent);
      pending.writePart(of.slot, entry, of.sent, part);
      of.sent += part;
    }
    if (of.sent == length) {
      walk = null;
      entries++;
    }
  }

  private void send(long nowNs, Kind kind, byte[] content) {
    if (window.isEmpty()) {
      askedNs = nowNs;
    }
    MigrationBatch batch = MigrationBatch.of(migration, log, window.next(), kind, content);
    window.add(batch);
    bytes += content.length;
    host.send(migration.peer(), batch);
  }

  // ---- the end

  private boolean isWalked() {
    return walked == slots.length && walk == null && large.isEmpty();
  }

  /** {@return whether both sides know what most slots hold: little is left for the freeze} */
  private boolean isChecked() {
    return checkpoint != NONE && digests.isPassed() && window.begin() > checkpoint;
  }

  /** {@return whether the slots will not change any more, and all they have was sent} */
  private boolean isDrained() {
    return state == MigrationState.FINALIZING
        && !isFinalSent
        && isWalked()
        && checkpoint != NONE
        && isCalm()
        && areCommitted();
  }

  private boolean isCalm() {
    for (int slot : slots) {
      if (!host.isCalm(slot)) {
        return false;
      }
    }
    return true;
  }

  private boolean areCommitted() {
    for (int slot : slots) {
      if (!host.isCommitted(slot) && host.rules().holds(SafetyRule.FINAL_IS_COMMITTED)) {
        return false;
      }
    }
    return true;
  }

  /** Works off a slice of the digests, and sends them when all are there. */
  private int finish(long nowNs) {
    steps++;
    if (digests.finish(host.keyspace())) {
      isFinalSent = true;
      send(nowNs, Kind.FINAL, SlotSummary.encode(digests.summaries()));
    }
    return SlotDigests.SLICE_BYTES;
  }

  // ---- how it is

  @Override
  public Stage stage() {
    if (outcome != Stage.STREAMING) {
      return outcome;
    }
    boolean streams = state == MigrationState.STREAMING || state == MigrationState.FINALIZING;
    boolean isClose = isChecked() && behindBytes() < LITTLE_BYTES;
    // With too few replicas slots would stand still for nothing.
    boolean isSafe = host.isCommitting() || areCommitted();
    return streams && isWalked() && isClose && isSafe ? Stage.CAUGHT_UP : Stage.STREAMING;
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
