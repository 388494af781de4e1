package io.ember.cluster.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.replication.ShardView.Role;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
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
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A primary and a replica with one lane each, whose messages the test carries. */
class LaneCoreTest {
  private static final HeapSlotStoreFactory STORES = new HeapSlotStoreFactory();
  private static final NodeId PRIMARY = new NodeId(new UUID(0, 1));
  private static final NodeId REPLICA = new NodeId(new UUID(0, 2));
  private static final long LOG_BYTES = 1_000;
  private static final byte STRING = ValueType.STRING.code();
  private static final Permit PERMIT = Permit.unlimited(1, true);

  private record Letter(NodeId to, NodeId from, LogMessage message) {}

  private final Deque<Letter> mail = new ArrayDeque<>();
  private final Node primary = new Node(PRIMARY, REPLICA);
  private final Node replica = new Node(REPLICA, PRIMARY);
  private long nowNs;
  private long views;

  private final class Node {
    final Keyspace keyspace =
        new Keyspace(
            STORES.create(SlotStoreConfig.DEFAULTS),
            STORES.hasher(),
            new MemoryBudget(MemoryBudget.UNLIMITED, false),
            slot -> true,
            1);
    final LaneCore core;
    @Nullable LaneReport report;

    Node(NodeId self, NodeId other) {
      core =
          new LaneCore(
              new ReplicationSettings(
                  self,
                  1,
                  1,
                  500,
                  600,
                  2_000_000_000,
                  0,
                  1,
                  LOG_BYTES * Logs.COUNT,
                  io.ember.cluster.core.migration.MigrationSettings.DEFAULTS),
              SafetyRules.ALL,
              0,
              keyspace,
              STORES.hasher(),
              STORES.blobs(),
              new LogSink() {
                @Override
                public void send(NodeId to, LogMessage message) {
                  assertThat(to).isEqualTo(other);
                  mail.add(new Letter(to, self, message));
                }

                @Override
                public void send(NodeId to, MigrationMessage message) {
                  throw new AssertionError(message);
                }
              },
              said -> report = said);
    }

    String value(String key) {
      EntryView entry = keyspace.peek(key(key));
      return entry == null ? "nil" : new String(entry.valueBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static Key key(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    return new Key().set(bytes, 0, bytes.length, STORES.hasher());
  }

  private static SortedMap<NodeId, Long> replicaMap() {
    SortedMap<NodeId, Long> map = new TreeMap<>();
    map.put(REPLICA, 1L);
    return map;
  }

  private void place(boolean counted, boolean enough) {
    primary.core.place(
        nowNs,
        new ShardView(
            ++views,
            Role.PRIMARY,
            1,
            PRIMARY,
            SlotSet.ALL,
            counted ? replicaMap() : new TreeMap<>(),
            replicaMap(),
            enough,
            false));
  }

  private void follow() {
    replica.core.place(
        nowNs,
        new ShardView(
            1,
            Role.REPLICA,
            1,
            PRIMARY,
            SlotSet.ALL,
            new TreeMap<>(),
            new TreeMap<>(),
            false,
            false));
  }

  /** Carries messages until nobody has anything to say. */
  private void deliver() {
    for (Letter letter; (letter = mail.poll()) != null; ) {
      Node to = letter.to().equals(PRIMARY) ? primary : replica;
      to.core.receive(nowNs, letter.from(), letter.message());
    }
  }

  private void tick() {
    nowNs += 150_000_000;
    primary.core.tick(nowNs);
    replica.core.tick(nowNs);
    deliver();
  }

  private HoldPoint set(String name, String value) {
    HoldPoint point = new HoldPoint();
    point.begin(1);
    primary.keyspace.put(key(name), STRING, Bytes.of(value), EntryView.NO_EXPIRY);
    primary.core.endCall(point);
    point.executedAt(nowNs, 0);
    primary.core.pump(nowNs);
    return point;
  }

  private Gate gate(String name) {
    return primary.core.gate(PERMIT, nowNs, key(name).slot(), true);
  }

  private void join() {
    place(false, true);
    follow();
    deliver();
    tick();
    place(true, true);
    deliver();
  }

  @Test
  void aReplyWaitsUntilEveryCountedNodeHasTheRecord() {
    join();
    HoldPoint point = set("k", "v");

    assertThat(primary.core.verdict(point, PERMIT)).isEqualTo(Verdict.HOLD);
    deliver();
    assertThat(primary.core.verdict(point, PERMIT)).isEqualTo(Verdict.RELEASE);
    assertThat(primary.core.verdict(point, Permit.NONE)).isEqualTo(Verdict.HOLD);

    primary.core.place(nowNs, ShardView.NOTHING.withNumber(++views));
    assertThat(primary.core.verdict(point, PERMIT)).isEqualTo(Verdict.VOID);
  }

  @Test
  void aReplicaAppliesWhatIsCommitted() {
    join();
    set("k", "v");
    deliver();
    assertThat(replica.value("k")).as("it does not know yet that all have it").isEqualTo("nil");

    tick();
    assertThat(replica.value("k")).isEqualTo("v");
  }

  /** Found by seeds 6526 and 9162: they waited until the log had grown as long as it was before. */
  @Test
  void readsDoNotWaitForRecordsOfAnEarlierEpochThatWereCut() {
    join();
    set("k", "1");
    set("k", "2");
    set("k", "3");
    int log = Logs.of(key("k").slot());
    mail.clear(); // nobody got them
    primary.core.place(nowNs, demoted(2));
    long attachment =
        mail.stream()
            .map(letter -> (LogMessage.Attach) letter.message())
            .filter(attach -> attach.log() == log)
            .findFirst()
            .orElseThrow()
            .attachment();
    say(2, log, attachment, 0, new StreamItem.Agreed(1));
    SlotSet changed = SlotSet.ofSlots(key("k").slot());
    say(2, log, attachment, 1, new StreamItem.FetchBegin(1, changed, List.of()));
    assertThat(primary.core.end(log)).isOne();

    primary.core.place(nowNs, alone(3));
    assertThat(primary.core.isUncommitted(key("k").slot())).isFalse();
  }

  private void say(long epoch, int log, long attachment, long sequence, StreamItem item) {
    primary.core.receive(
        nowNs, REPLICA, new LogMessage.Item(epoch, log, attachment, sequence, 1, item));
  }

  /** A primary that nobody copies. */
  private ShardView alone(long epoch) {
    return new ShardView(
        ++views,
        Role.PRIMARY,
        epoch,
        PRIMARY,
        SlotSet.ALL,
        new TreeMap<>(),
        new TreeMap<>(),
        true,
        false);
  }

  private ShardView demoted(long epoch) {
    return new ShardView(
        ++views,
        Role.REPLICA,
        epoch,
        REPLICA,
        SlotSet.EMPTY,
        new TreeMap<>(),
        new TreeMap<>(),
        false,
        false);
  }

  /** Mutation 38. */
  @Test
  void nothingIsCommittedWhileTheSetIsTooSmall() {
    join();
    place(true, false);
    HoldPoint point = set("k", "v");
    deliver();

    assertThat(primary.core.verdict(point, PERMIT)).isEqualTo(Verdict.HOLD);
    assertThat(gate("k")).isEqualTo(Gate.TOO_FEW_MEMBERS);
    assertThat(primary.core.gate(PERMIT, nowNs, key("k").slot(), false)).isEqualTo(Gate.OPEN);

    place(true, true);
    assertThat(primary.core.verdict(point, PERMIT)).isEqualTo(Verdict.RELEASE);
  }

  @Test
  void aFullLogRefusesWritesUntilItsRecordsAreAcknowledged() {
    join();
    int written = 0;
    while (gate("k") == Gate.OPEN) {
      set("k", "x".repeat(100));
      written++;
    }
    assertThat(written).isBetween(5, 20);
    assertThat(gate("k")).isEqualTo(Gate.LOG_FULL);

    deliver();
    assertThat(gate("k")).isEqualTo(Gate.OPEN);
    set("k", "x".repeat(5_000));
    deliver();
    assertThat(gate("k")).as("one of any size, all acknowledged").isEqualTo(Gate.OPEN);
    tick();
    assertThat(replica.value("k")).hasSize(5_000);
  }

  @Test
  void everyEffectIsRepeated() {
    join();
    Keyspace keyspace = primary.keyspace;
    byte[] large = new byte[BlobAllocator.BLOB_BYTES + 7];
    large[large.length - 1] = 9;
    Blob blob = STORES.blobs().allocate(large.length);
    blob.append(large, 0, large.length);
    keyspace.put(key("large"), STRING, blob, EntryView.NO_EXPIRY);
    keyspace.put(key("a"), STRING, Bytes.of("12"), EntryView.NO_EXPIRY);
    keyspace.put(key("b"), STRING, Bytes.of("x"), EntryView.NO_EXPIRY);
    keyspace.put(key("c"), STRING, Bytes.of("x"), EntryView.NO_EXPIRY);
    keyspace.write(key("a"), STRING, 2, Bytes.of("34"));
    keyspace.setExpiry(key("a"), 5_000);
    keyspace.remove(key("b"));
    keyspace.clear(key("c").slot());
    primary.core.endCall(null);
    primary.core.pump(nowNs);
    deliver();
    tick();

    assertThat(replica.value("a")).isEqualTo("1234");
    EntryView entry = Objects.requireNonNull(replica.keyspace.peek(key("a")));
    assertThat(entry.expiresAtMs()).isEqualTo(5_000);
    assertThat(replica.value("b")).isEqualTo("nil");
    assertThat(replica.value("c")).isEqualTo("nil");
    EntryView copy = Objects.requireNonNull(replica.keyspace.peek(key("large")));
    assertThat(copy.valueBytes()).isEqualTo(large);
  }

  /** Only the primary decides that a time is over. */
  @Test
  void aReplicaKeepsWhatHasExpired() {
    join();
    primary.keyspace.put(key("k"), STRING, Bytes.of("v"), 5_000);
    primary.core.endCall(null);
    primary.core.pump(nowNs);
    deliver();
    tick();

    replica.keyspace.setNowMs(6_000);
    assertThat(replica.value("k")).isEqualTo("nil");
    assertThat(replica.keyspace.sweepExpired(100)).isZero();
    assertThat(replica.keyspace.stores().count()).isEqualTo(1);

    primary.keyspace.setNowMs(6_000);
    assertThat(primary.keyspace.find(key("k"))).isNull();
    primary.core.endCall(null);
    primary.core.pump(nowNs);
    deliver();
    tick();
    assertThat(replica.keyspace.stores().count()).isZero();
  }

  @Test
  void aReplicaThatWasAwayForALittleGetsRecordsOnly() {
    join();
    set("k", "1");
    deliver();
    tick();
    set("k", "2");
    mail.clear(); // lost
    tick();
    tick();

    assertThat(replica.value("k")).isEqualTo("2");
    assertThat(replica.core.isComplete(Logs.of(key("k").slot()))).isTrue();
  }

  @Test
  void whatHappenedBeforeAnybodyFollowedComesWithTheSlots() {
    primary.core.place(nowNs, alone(1));
    set("before", "1");
    join();

    assertThat(replica.value("before")).isEqualTo("1");
    LaneReport report = Objects.requireNonNull(primary.report);
    assertThat(report.replicas().get(REPLICA))
        .isEqualTo(new LaneReport.ReplicaState(1, Progress.COUNTED));
  }

  /** Mutation 34: a member has a complete copy, so it is none while it gets one. */
  @Test
  void aMemberThatNeedsSlotsLeavesTheSetFirst() {
    join();
    int log = Logs.of(key("k").slot());
    long later = 2L << 40; // than any of its first run
    tell(new LogMessage.Attach(1, log, 1, later, List.of(), 0, -1));
    tell(new LogMessage.Fetch(1, log, 1, later, SlotSet.ALL));

    assertThat(begunFetches()).isZero();
    LaneReport report = Objects.requireNonNull(primary.report);
    assertThat(report.replicas().get(REPLICA))
        .isEqualTo(new LaneReport.ReplicaState(1, Progress.MUST_LEAVE));

    place(false, true);
    assertThat(begunFetches()).isOne();
  }

  private void tell(LogMessage message) {
    primary.core.receive(nowNs, REPLICA, message);
  }

  private long begunFetches() {
    return mail.stream()
        .filter(
            letter ->
                letter.message() instanceof LogMessage.Item item
                    && item.item() instanceof StreamItem.FetchBegin)
        .count();
  }
}
