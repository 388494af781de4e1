package io.ember.cluster.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.Eventually;
import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.core.replication.LogFigures;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.Progress;
import io.ember.engine.IndeterminateException;
import io.ember.engine.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lanes do that are copied: real rings and threads, and messages that the test may cut. */
class LaneReplicationTest {
  private static final int KEYS = 300;

  private final ReplicaPair pair = new ReplicaPair();

  @BeforeEach
  void begin() {
    pair.place(false);
    Eventually.is(pair::isCaughtUp, true);
    pair.place(true);
  }

  @AfterEach
  void close() {
    pair.close();
  }

  private static Reply answer(CompletableFuture<Reply> call) throws Exception {
    return call.get(60, TimeUnit.SECONDS);
  }

  private Reply atPrimary(String... call) throws Exception {
    return answer(pair.primary.call(call));
  }

  private long replicaSize() {
    try {
      return ((Reply.Int) answer(pair.replica.call("DBSIZE"))).value();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Reply reply) {
    return new String(((Reply.Bulk) reply).bytes(), StandardCharsets.US_ASCII);
  }

  private void isStillOpen(CompletableFuture<Reply> call) throws Exception {
    // A round through every lane, behind the call: reads of slots that wait for nothing.
    for (int i = 0; i < 2 * ReplicaPair.PRIMARY_LANES; i++) {
      atPrimary("GET", "untouched" + i);
    }
    assertThat(call).isNotDone();
  }

  @Test
  void aWriteIsAnsweredWhenTheReplicaHasIt() throws Exception {
    pair.cut(true);
    CompletableFuture<Reply> write = pair.primary.call("SET", "k", "v");
    isStillOpen(write);
    pair.cut(false);

    assertThat(answer(write)).isEqualTo(new Reply.Simple("OK"));
    Eventually.is(this::replicaSize, 1L);
  }

  private LogFigures.ReplicaFigures ofReplica() {
    return pair.primary
        .group
        .logFigures()
        .replicas()
        .getOrDefault(
            ReplicaPair.REPLICA, new LogFigures.ReplicaFigures(0, -1, Progress.MUST_LEAVE));
  }

  private long lackingRecords() {
    return pair.primary.group.logFigures().position() - ofReplica().position();
  }

  @Test
  void figuresShowHowFarTheReplicaIsBehind() throws Exception {
    Eventually.is(() -> ofReplica().progress(), Progress.COUNTED);
    Eventually.is(this::lackingRecords, 0L);
    pair.cut(true);
    CompletableFuture<Reply> write = pair.primary.call("SET", "k", "v");

    Eventually.is(this::lackingRecords, 1L);
    Eventually.is(() -> ofReplica().lagNs() > 0, true);
    pair.cut(false);

    assertThat(answer(write)).isEqualTo(new Reply.Simple("OK"));
    Eventually.is(this::lackingRecords, 0L);
    Eventually.is(() -> ofReplica().lagNs(), 0L);
    LogFigures ofPrimary = pair.primary.group.logFigures();
    assertThat(ofPrimary.committed()).isEqualTo(ofPrimary.position());
    Eventually.is(() -> pair.replica.group.logFigures().position(), ofPrimary.position());
  }

  @Test
  void aReadWaitsForWhatItHasSeenAndForNothingElse() throws Exception {
    atPrimary("SET", "a", "1");
    pair.cut(true);
    CompletableFuture<Reply> write = pair.primary.call("INCR", "a");
    CompletableFuture<Reply> read = pair.primary.call("GET", "a");
    CompletableFuture<Reply> size = pair.primary.call("DBSIZE");

    assertThat(atPrimary("GET", "other")).isEqualTo(new Reply.Nil());
    isStillOpen(read);
    isStillOpen(size);
    pair.cut(false);

    assertThat(answer(write)).isEqualTo(new Reply.Int(2));
    assertThat(text(answer(read))).isEqualTo("2");
    assertThat(answer(size)).isEqualTo(new Reply.Int(1));
  }

  @Test
  void whoAsksForItIsAnsweredAtOnce() throws Exception {
    pair.cut(true);
    pair.acks(Acks.ASYNC);
    assertThat(atPrimary("SET", "k", "v")).isEqualTo(new Reply.Simple("OK"));
    assertThat(text(atPrimary("GET", "k"))).isEqualTo("v");
    assertThat(atPrimary("DBSIZE")).isEqualTo(new Reply.Int(1));

    pair.acks(Acks.IN_SYNC);
    CompletableFuture<Reply> read = pair.primary.call("GET", "k");
    isStillOpen(read);
    pair.cut(false);
    assertThat(text(answer(read))).isEqualTo("v");
    Eventually.is(this::replicaSize, 1L);
  }

  @Test
  void whatNobodyWillKnowIsLostAndNotAnError() throws Exception {
    pair.cut(true);
    List<CompletableFuture<Reply>> writes = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      writes.add(pair.primary.call("SET", "k" + i, "v"));
    }
    CompletableFuture<Reply> all = pair.primary.call("FLUSHALL");
    isStillOpen(all);
    pair.promote();

    writes.add(all);
    for (CompletableFuture<Reply> write : writes) {
      assertThatIsLost(write);
    }
  }

  private static void assertThatIsLost(CompletableFuture<Reply> call) throws Exception {
    try {
      Reply reply = answer(call);
      throw new AssertionError("answered: " + reply);
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(IndeterminateException.class);
    }
  }

  @Test
  void everythingIsCopiedAlsoWhatOneCallDoesInManySlots() throws Exception {
    for (int i = 0; i < KEYS; i++) {
      atPrimary("SET", "k" + i, "v" + i);
    }
    atPrimary("APPEND", "k0", "more");
    atPrimary("DEL", "k1");
    atPrimary("SETRANGE", "k2", "1", "x");
    Eventually.is(this::replicaSize, KEYS - 1L);

    pair.promote();
    assertThat(text(answer(pair.replica.call("GET", "k0")))).isEqualTo("v0more");
    assertThat(text(answer(pair.replica.call("GET", "k2")))).isEqualTo("vx");
  }

  @Test
  void whoAsksBehindAllCallsIsAnsweredWhenTheyAreCommitted() throws Exception {
    atPrimary("SET", "k", "v");
    pair.cut(true);
    CompletableFuture<Reply> removal = pair.primary.call("DEL", "k");
    CompletableFuture<Boolean> asked =
        pair.primary.group.askBehindPresentCalls(keyspace -> keyspace.nextSlotWithEntries(0) < 0);
    isStillOpen(removal);
    assertThat(asked).isNotDone();
    pair.cut(false);

    assertThat(asked.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void flushAllEmptiesTheReplica() throws Exception {
    for (int i = 0; i < KEYS; i++) {
      atPrimary("SET", "k" + i, "v" + i);
    }
    Eventually.is(this::replicaSize, (long) KEYS);

    assertThat(atPrimary("FLUSHALL")).isEqualTo(new Reply.Simple("OK"));
    Eventually.is(this::replicaSize, 0L);
  }

  @Test
  void callsWaitForALeaseAndAreRefusedAfterAWhile() throws Exception {
    pair.permit(Permit.NONE);
    CompletableFuture<Reply> early = pair.primary.call("SET", "a", "1");
    CompletableFuture<Reply> later = pair.primary.call("SET", "b", "1");

    assertThat(answer(early).toString()).contains("CLUSTERDOWN");
    assertThat(answer(later).toString()).contains("CLUSTERDOWN");
    pair.permit(Permit.unlimited(ReplicaPair.EPOCH, true));
    assertThat(atPrimary("DBSIZE")).isEqualTo(new Reply.Int(0));
  }

  @Test
  void aReplicaRefusesWritesOfNoSlotInParticular() throws Exception {
    assertThat(answer(pair.replica.call("FLUSHALL")).toString()).contains("READONLY");
    assertThat(answer(pair.replica.call("DBSIZE"))).isEqualTo(new Reply.Int(0));
  }
}
