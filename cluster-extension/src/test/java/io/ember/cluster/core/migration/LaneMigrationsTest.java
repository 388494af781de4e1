package io.ember.cluster.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.migration.Migration.Side;
import io.ember.cluster.core.migration.MigrationBatch.Kind;
import io.ember.cluster.core.migration.MigrationReport.Stage;
import io.ember.cluster.core.replication.Gate;
import io.ember.cluster.core.replication.LaneCore;
import io.ember.cluster.core.replication.LaneReport;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.LogSink;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.ReplicationSettings;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.core.replication.ShardView.Role;
import io.ember.cluster.core.state.Arrival;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;
import io.ember.engine.MemoryBudget;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.ValueType;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A source and a target that speak to each other, and a log that is played by the test. */
class LaneMigrationsTest {
  private static final HeapSlotStoreFactory STORES = new HeapSlotStoreFactory();
  private static final NodeId SOURCE = new NodeId(new UUID(1, 1));
  private static final NodeId TARGET = new NodeId(new UUID(2, 2));
  private static final NodeId REPLICA = new NodeId(new UUID(3, 3));
  private static final MigrationId ID = new MigrationId(7);
  private static final int SLOT = 5;
  private static final SlotSet MOVING = SlotSet.ofSlots(SLOT, SLOT + 16);
  private static final SlotSet REST = SlotSet.ALL.minus(MOVING);
  private static final Permit PERMIT = Permit.unlimited(1, true);

  private final Node source = new Node(SOURCE, 1);
  private final Node target = new Node(TARGET, 2);
  private final List<MigrationMessage> said = new ArrayList<>();
  private UnaryOperator<MigrationMessage> network = message -> message;
  private long nowNs = 1;

  /** A primary, of one lane. */
  private final class Node implements LogSink {
    final NodeId id;
    final long epoch;
    final Deque<MigrationMessage> out = new ArrayDeque<>();
    final Keyspace keyspace =
        new Keyspace(
            STORES.create(SlotStoreConfig.DEFAULTS),
            STORES.hasher(),
            new MemoryBudget(MemoryBudget.UNLIMITED, false),
            slot -> true,
            1);
    final LaneCore core;
    private long views;
    private SortedMap<NodeId, Long> replicas = new TreeMap<>();
    private boolean isCommitting = true;
    @Nullable LaneReport report;

    Node(NodeId id, long epoch) {
      this.id = id;
      this.epoch = epoch;
      core =
          new LaneCore(
              new ReplicationSettings(
                  id, 1, 1, 500, 600, 2_000_000_000, 0, 1, 64 << 20, MigrationSettings.DEFAULTS),
              SafetyRules.ALL,
              0,
              keyspace,
              STORES.hasher(),
              STORES.blobs(),
              this,
              now -> report = now);
    }

    @Override
    public void send(NodeId to, LogMessage message) {
      // The test's replica hears nothing.
    }

    @Override
    public void send(NodeId to, MigrationMessage message) {
      out.add(message);
    }

    void place(SlotSet slots, List<Migration> migrations, List<Arrival> arrivals) {
      core.place(
          nowNs,
          new ShardView(
                  ++views, Role.PRIMARY, epoch, id, slots, replicas, replicas, isCommitting, false)
              .moving(migrations, arrivals));
    }

    void set(String key, String value) {
      keyspace.put(key(key), ValueType.STRING.code(), Bytes.of(value), EntryView.NO_EXPIRY);
      core.endCall(null);
    }

    @Nullable String get(String key) {
      EntryView entry = keyspace.peek(key(key));
      return entry == null ? null : new String(entry.valueBytes(), StandardCharsets.US_ASCII);
    }

    Stage stage() {
      LaneReport now = report;
      assertThat(now).isNotNull();
      return now == null ? Stage.FAILED : now.migrations().get(0).stage();
    }
  }

  private static Key key(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    return new Key()
        .set(bytes, 0, bytes.length, SLOT, STORES.hasher().hash(bytes, 0, bytes.length));
  }

  private Migration migration(Side side, long attempt, boolean isFrozen, boolean isPaused) {
    return new Migration(
        ID, attempt, MOVING, side, side == Side.SOURCE ? TARGET : SOURCE, 1, 2, isFrozen, isPaused);
  }

  private void begin(long attempt, boolean isFrozen) {
    source.place(SlotSet.ALL, List.of(migration(Side.SOURCE, attempt, isFrozen, false)), List.of());
    target.place(SlotSet.EMPTY, List.of(migration(Side.TARGET, attempt, false, false)), List.of());
  }

  private void freeze() {
    source.place(SlotSet.ALL, List.of(migration(Side.SOURCE, 1, true, false)), List.of());
  }

  private void complete() {
    source.place(REST, List.of(), List.of());
    target.place(MOVING, List.of(), List.of(new Arrival(ID, 1, MOVING)));
  }

  private void talk() {
    for (int i = 0; i < 200; i++) {
      nowNs += 1_000; // what rests goes on
      source.core.work(nowNs);
      target.core.work(nowNs);
      deliver(source, target);
      deliver(target, source);
    }
  }

  private void deliver(Node from, Node to) {
    MigrationMessage next;
    while ((next = from.out.poll()) != null) {
      said.add(next);
      to.core.receive(nowNs, from.id, network.apply(next));
    }
  }

  @Test
  void movesWhatIsThereAndWhatChangesMeanwhile() {
    source.place(SlotSet.ALL, List.of(), List.of());
    for (int i = 0; i < 1_000; i++) {
      source.set("k" + i, "v" + i);
    }
    begin(1, false);
    source.core.work(nowNs);
    source.set("k1", "changed");
    source.keyspace.remove(key("k2"));
    source.core.endCall(null);
    talk();
    source.set("new", "late");
    talk();

    assertThat(source.stage()).isEqualTo(Stage.CAUGHT_UP);
    assertThat(target.keyspace.count()).isZero();
    freeze();
    assertThat(source.core.gate(PERMIT, nowNs, SLOT, false)).isEqualTo(Gate.MOVING);
    assertThat(source.core.gate(PERMIT, nowNs, SLOT + 1, true)).isEqualTo(Gate.OPEN);
    talk();

    assertThat(source.stage()).isEqualTo(Stage.PREPARED);
    assertThat(target.core.isArriving(SLOT)).isTrue();
    complete();
    assertThat(target.get("k1")).isEqualTo("changed");
    assertThat(target.get("k2")).isNull();
    assertThat(target.get("k999")).isEqualTo("v999");
    assertThat(target.get("new")).isEqualTo("late");
    assertThat(target.keyspace.count()).isEqualTo(1_000);
    assertThat(source.keyspace.stores().count()).isZero();
  }

  @Test
  void theFinalBatchWaitsForTheSourcesCommit() {
    source.replicas = new TreeMap<>(Map.of(REPLICA, 1L));
    source.place(SlotSet.ALL, List.of(), List.of());
    source.set("a", "1");
    begin(1, false);
    talk();
    freeze();
    talk();

    assertThat(said)
        .noneMatch(message -> message instanceof MigrationBatch b && b.kind() == Kind.FINAL);
    source.replicas = new TreeMap<>();
    freeze();
    talk();
    assertThat(said)
        .anyMatch(message -> message instanceof MigrationBatch b && b.kind() == Kind.FINAL);
  }

  @Test
  void aBatchOfAnotherAttemptOrEpochIsRefused() {
    source.place(SlotSet.ALL, List.of(), List.of());
    source.set("a", "old");
    begin(1, false);
    talk();
    MigrationBatch old =
        said.stream()
            .filter(message -> message instanceof MigrationBatch)
            .map(message -> (MigrationBatch) message)
            .findFirst()
            .orElseThrow();
    source.set("a", "new");
    begin(2, false);
    target.core.receive(nowNs, SOURCE, old);
    assertThat(target.keyspace.stores().count()).isZero();
    talk();
    assertThat(target.get("a")).isEqualTo("new");
  }

  @Test
  void whatIsNotFromTheSourceIsRefused() {
    begin(1, false);
    MigrationBatch forged =
        DamagedBatch.forged(
            MigrationBatch.of(
                migration(Side.SOURCE, 1, false, false), SLOT, 0, Kind.CHANGES, new byte[0]),
            new byte[0]);
    target.core.receive(nowNs, REPLICA, forged);
    deliver(source, target);
    talk();
    assertThat(target.report).isNotNull();
    assertThat(target.stage()).isEqualTo(Stage.STREAMING);
  }

  @Test
  void aDamagedBatchComesAgain() {
    source.place(SlotSet.ALL, List.of(), List.of());
    for (int i = 0; i < 500; i++) {
      source.set("k" + i, "v" + i);
    }
    int[] damaged = new int[1];
    network =
        message ->
            message instanceof MigrationBatch batch
                    && batch.content().length > 0
                    && damaged[0]++ % 3 == 0
                ? DamagedBatch.flipped(batch, damaged[0])
                : message;
    begin(1, false);
    for (int i = 0; i < 20; i++) {
      talk();
      nowNs += 200_000_000;
      target.core.tick(nowNs);
      source.core.tick(nowNs);
    }
    freeze();
    for (int i = 0; i < 20 && source.stage() != Stage.PREPARED; i++) {
      talk();
      nowNs += 200_000_000;
      target.core.tick(nowNs);
      source.core.tick(nowNs);
    }
    assertThat(source.stage()).isEqualTo(Stage.PREPARED);
  }

  @Test
  void anEmptiedBatchIsNoticedAtTheEnd() {
    source.place(SlotSet.ALL, List.of(), List.of());
    source.set("a", "1");
    network =
        message ->
            message instanceof MigrationBatch batch && batch.kind() != Kind.FINAL
                ? DamagedBatch.forged(batch, new byte[0])
                : message;
    begin(1, false);
    talk();
    freeze();
    talk();
    assertThat(source.stage()).isEqualTo(Stage.FAILED);
    assertThat(target.core.isArriving(SLOT)).isFalse();
  }

  @Test
  void slotsStandStillOnlyWhenBothSidesHaveWorkedOutWhatTheyHold() {
    source.place(SlotSet.ALL, List.of(), List.of());
    source.set("a", "1");
    Deque<MigrationMessage> kept = new ArrayDeque<>();
    boolean[] keeps = {true};
    network =
        message -> {
          if (keeps[0] && message instanceof MigrationBatch b && b.kind() == Kind.CHECKPOINT) {
            kept.add(message);
            return new MigrationOpen(ID, 1, 1, 2, SLOT);
          }
          return message;
        };
    begin(1, false);
    talk();
    assertThat(kept).isNotEmpty();
    assertThat(source.stage()).isEqualTo(Stage.STREAMING);

    keeps[0] = false;
    target.core.receive(nowNs, SOURCE, kept.remove());
    talk();
    assertThat(source.stage()).isEqualTo(Stage.CAUGHT_UP);
  }

  @Test
  void aChangeThatIsLostAfterTheCheckpointIsNoticedAtTheEnd() {
    for (boolean atSource : new boolean[] {true, false}) {
      // What either side worked out before does not hold for a slot that changes.
      said.clear();
      network = message -> message;
      source.place(SlotSet.ALL, List.of(), List.of());
      source.set("a", "1");
      long attempt = atSource ? 1 : 2;
      begin(attempt, false);
      talk();
      assertThat(source.stage()).isEqualTo(Stage.CAUGHT_UP);

      network =
          message ->
              message instanceof MigrationBatch batch && batch.kind() == Kind.CHANGES
                  ? DamagedBatch.forged(
                      batch, atSource ? new byte[0] : changeOf(SLOT + 16, batch.content()))
                  : message;
      source.set("a", "2");
      talk();
      source.place(SlotSet.ALL, List.of(migration(Side.SOURCE, attempt, true, false)), List.of());
      talk();
      assertThat(source.stage()).isEqualTo(Stage.FAILED);
    }
  }

  /** {@return the change, as if it was of another slot} */
  private static byte[] changeOf(int slot, byte[] change) {
    byte[] other = change.clone();
    other[1] = (byte) (slot >>> 8);
    other[2] = (byte) slot;
    return other;
  }

  @Test
  void aLargeValueGoesInPartsAndAnewIfItChanges() {
    source.place(SlotSet.ALL, List.of(), List.of());
    source.set("large", "x".repeat(3_000_000));
    source.set("small", "s");
    begin(1, false);
    source.core.work(nowNs);
    deliver(target, source);
    source.core.work(nowNs);
    source.set("large", "y".repeat(2_500_000));
    talk();
    source.keyspace.write(key("large"), ValueType.STRING.code(), 7, Bytes.of("z"));
    source.core.endCall(null);
    talk();
    freeze();
    talk();

    assertThat(source.stage()).isEqualTo(Stage.PREPARED);
    complete();
    assertThat(target.get("large")).isEqualTo("y".repeat(7) + "z" + "y".repeat(2_500_000 - 8));
    for (MigrationMessage message : said) {
      if (message instanceof MigrationBatch batch) {
        assertThat(batch.content().length).isLessThan(2 * MigrationSettings.DEFAULTS.batchBytes());
      }
    }
  }

  @Test
  void whoWritesAllTheTimeDoesNotKeepTheMoveUp() {
    source.place(SlotSet.ALL, List.of(), List.of());
    for (int i = 0; i < 2_000; i++) {
      source.set("k" + i, "v".repeat(1_000));
    }
    begin(1, false);
    long kept = 0;
    int rounds = 0;
    do {
      while (source.core.gate(PERMIT, nowNs, SLOT, true) == Gate.OPEN) {
        source.set("hot", "x".repeat(1_000));
        kept += 1_000;
      }
      nowNs += 1_000_000;
      source.core.work(nowNs);
      target.core.work(nowNs);
      deliver(source, target);
      deliver(target, source);
    } while (source.stage() != Stage.CAUGHT_UP && rounds++ < 5_000);
    assertThat(source.stage()).as(kept + " bytes were written").isEqualTo(Stage.CAUGHT_UP);

    freeze();
    for (int i = 0; i < 10 && source.stage() != Stage.PREPARED; i++) {
      talk();
    }
    assertThat(source.stage()).isEqualTo(Stage.PREPARED);
  }

  @Test
  void writersOfMovingSlotsWaitWhenTooMuchIsOnItsWay() {
    source.place(SlotSet.ALL, List.of(), List.of());
    begin(1, false);
    talk();
    for (int i = 0; i < 200; i++) {
      source.set("k" + i, "x".repeat(50_000));
    }
    assertThat(source.core.gate(PERMIT, nowNs, SLOT, true)).isEqualTo(Gate.MOVING);
    assertThat(source.core.gate(PERMIT, nowNs, SLOT, false)).isEqualTo(Gate.OPEN);
    assertThat(source.core.gate(PERMIT, nowNs, SLOT + 1, true)).isEqualTo(Gate.OPEN);
    talk();
    assertThat(source.core.gate(PERMIT, nowNs, SLOT, true)).isEqualTo(Gate.OPEN);
  }

  @Test
  void whatIsPausedSendsChangesOnly() {
    source.place(SlotSet.ALL, List.of(), List.of());
    source.set("a", "1");
    source.place(SlotSet.ALL, List.of(migration(Side.SOURCE, 1, false, true)), List.of());
    target.place(SlotSet.EMPTY, List.of(migration(Side.TARGET, 1, false, false)), List.of());
    talk();
    assertThat(target.get("a")).isNull();
    begin(1, false);
    talk();
    assertThat(target.get("a")).isEqualTo("1");
  }

  @Test
  void anAbortLeavesNothingAtTheTarget() {
    source.place(SlotSet.ALL, List.of(), List.of());
    source.set("a", "1");
    begin(1, false);
    talk();
    freeze();
    talk();
    source.place(SlotSet.ALL, List.of(), List.of());
    target.place(SlotSet.EMPTY, List.of(), List.of());

    assertThat(source.core.gate(PERMIT, nowNs, SLOT, true)).isEqualTo(Gate.OPEN);
    assertThat(source.get("a")).isEqualTo("1");
    assertThat(target.keyspace.stores().count()).isZero();
  }

  @Test
  void aTargetThatSaysNothingDoesNotKeepWhatGoesToAnother() {
    int other = SLOT + 1;
    MigrationId silent = new MigrationId(6); // older, so it has the way
    Migration toSilent =
        new Migration(silent, 1, SlotSet.ofSlots(other), Side.SOURCE, REPLICA, 1, 3, false, false);
    source.place(SlotSet.ALL, List.of(), List.of());
    for (int i = 0; i < 1_000; i++) {
      source.set("k" + i, "v".repeat(1_000));
    }
    byte[] bytes = "other".getBytes(StandardCharsets.US_ASCII);
    Key far =
        new Key().set(bytes, 0, bytes.length, other, STORES.hasher().hash(bytes, 0, bytes.length));
    source.keyspace.put(far, ValueType.STRING.code(), Bytes.of("x"), EntryView.NO_EXPIRY);
    source.core.endCall(null);
    source.place(
        SlotSet.ALL, List.of(toSilent, migration(Side.SOURCE, 1, false, false)), List.of());
    target.place(SlotSet.EMPTY, List.of(migration(Side.TARGET, 1, false, false)), List.of());
    // It begins to stage, takes what comes, and then is not heard of again.
    source.core.receive(
        nowNs,
        REPLICA,
        new MigrationAck(
            silent, 1, 1, 3, Logs.of(other), 0, 0, false, MigrationAck.Outcome.RECEIVING, ""));
    for (int i = 0; i < 400; i++) {
      nowNs += 1_000_000;
      source.core.work(nowNs);
      target.core.work(nowNs);
      source.out.removeIf(message -> message.id().equals(silent));
      deliver(source, target);
      deliver(target, source);
    }

    LaneReport now = Objects.requireNonNull(source.report);
    assertThat(now.migrations())
        .filteredOn(each -> each.id().equals(ID))
        .singleElement()
        .satisfies(each -> assertThat(each.stage()).isEqualTo(Stage.CAUGHT_UP));
    assertThat(now.migrations())
        .filteredOn(each -> each.id().equals(silent))
        .singleElement()
        .satisfies(each -> assertThat(each.stage()).isEqualTo(Stage.STREAMING));
  }

  @Test
  void slotsDoNotStandStillForWhatIsNeverCommitted() {
    source.replicas = new TreeMap<>(Map.of(REPLICA, 1L)); // it does not answer
    source.place(SlotSet.ALL, List.of(), List.of());
    source.set("k1", "v");
    begin(1, false);
    talk();
    assertThat(source.stage()).as("the replica may answer yet").isEqualTo(Stage.CAUGHT_UP);

    source.replicas = new TreeMap<>();
    source.isCommitting = false; // an operator has taken it away, and writes need it
    begin(1, false);
    talk();
    assertThat(source.stage()).isEqualTo(Stage.STREAMING);
  }
}
