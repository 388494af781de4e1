package io.ember.cluster.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.config.LanesConfig;
import io.ember.cluster.routing.Router;
import io.ember.engine.ConfigException;
import io.ember.engine.ErrorCode;
import io.ember.engine.Reply;
import io.ember.engine.command.CommandSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaneGroupTest {
  @Test
  void executesCallsOfManyThreadsEachOnce() throws Exception {
    int threads = 4;
    int calls = 5_000;
    try (TestLanes lanes = new TestLanes(3)) {
      List<CompletableFuture<Void>> callers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        callers.add(
            CompletableFuture.runAsync(
                () -> {
                  List<CompletableFuture<Reply>> answers = new ArrayList<>();
                  for (int i = 0; i < calls; i++) {
                    answers.add(lanes.call("INCR", "k" + i % 50));
                  }
                  answers.forEach(CompletableFuture::join);
                }));
      }
      for (CompletableFuture<Void> caller : callers) {
        caller.get();
      }

      for (int i = 0; i < 50; i++) {
        assertThat(lanes.call("GET", "k" + i).get())
            .isEqualTo(bulk(Integer.toString(threads * calls / 50)));
      }
      assertThat(lanes.call("DBSIZE").get()).isEqualTo(new Reply.Int(50));
      long counted = lanes.group.counters().stream().mapToLong(LaneCounters::calls).sum();
      assertThat(counted).isEqualTo((long) threads * calls + 50);
    }
  }

  @Test
  void executesWhatWasPublishedBeforeItStopsAndRefusesTheRest() throws Exception {
    TestLanes lanes = new TestLanes(2);
    List<CompletableFuture<Reply>> answers = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      answers.add(lanes.call("SET", "k" + i, "v"));
    }

    lanes.close();

    for (CompletableFuture<Reply> answer : answers) {
      assertThat(answer).isCompletedWithValue(new Reply.Simple("OK"));
    }
    assertThat(lanes.call("GET", "k1").get())
        .isEqualTo(new Reply.Failure(ErrorCode.ERR, "the engine is closing"));
    assertThat(lanes.call("DBSIZE").get())
        .isEqualTo(new Reply.Failure(ErrorCode.ERR, "the engine is closing"));
    lanes.close();
  }

  @ParameterizedTest
  @EnumSource(LanesConfig.WaitStrategy.class)
  void servesWithEachWayOfWaiting(LanesConfig.WaitStrategy strategy) throws Exception {
    try (TestLanes lanes = new TestLanes(new LaneConfig(2, 64, strategy, false))) {
      for (int i = 0; i < 500; i++) {
        assertThat(lanes.call("INCR", "k").get()).isEqualTo(new Reply.Int(i + 1));
      }
    }
  }

  @Test
  void executesOtherCallsBetweenTheSlicesOfALongOne() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger slices = new AtomicInteger();
    CommandSpec slow =
        CommandSpec.named("slow", 2)
            .key()
            .onSlot(
                (call, keyspace) ->
                    call.continueWith(
                        data -> {
                          slices.incrementAndGet();
                          if (enough.get()) {
                            call.reply().ok();
                          }
                          return enough.get();
                        }));
    try (TestLanes lanes = new TestLanes(1, slow)) {
      CompletableFuture<Reply> first = lanes.call("SLOW", "a");
      CompletableFuture<Reply> second = lanes.call("SLOW", "b");
      for (int i = 0; i < 100; i++) {
        assertThat(lanes.call("INCR", "k").get()).isEqualTo(new Reply.Int(i + 1));
      }

      assertThat(first).isNotDone();
      assertThat(second).isNotDone();
      enough.set(true);
      assertThat(first.get()).isEqualTo(new Reply.Simple("OK"));
      assertThat(second.get()).isEqualTo(new Reply.Simple("OK"));
      assertThat(slices.get()).isGreaterThanOrEqualTo(100);
    }
  }

  @Test
  void finishesLongCallsBeforeItStops() {
    AtomicInteger slices = new AtomicInteger();
    CommandSpec slow =
        CommandSpec.named("slow", 2)
            .key()
            .onSlot(
                (call, keyspace) ->
                    call.continueWith(
                        data -> {
                          if (slices.incrementAndGet() < 1000) {
                            return false;
                          }
                          call.reply().ok();
                          return true;
                        }));
    TestLanes lanes = new TestLanes(1, slow);
    CompletableFuture<Reply> answer = lanes.call("SLOW", "a");

    lanes.close();

    assertThat(answer).isCompletedWithValue(new Reply.Simple("OK"));
  }

  @Test
  void forgetsALongWriteWhoseCallIsUsedAgainAtOnce() throws Exception {
    try (TestLanes lanes = new TestLanes(1)) {
      for (int i = 0; i < 100; i++) {
        lanes.call("SET", "key" + i, "value").get();
      }
      TestLanes.Call flush = lanes.newCall("FLUSHALL");
      flush.isClearedWhenCompleted = true;
      lanes.run(flush);
      assertThat(flush.answer.get()).isEqualTo(new Reply.Simple("OK"));

      CompletableFuture<Boolean> hasNone = new CompletableFuture<>();
      lanes.group.onEachLane(lane -> hasNone.complete(lane.hasNoLongWrites(0)));
      assertThat(hasNone.get()).isTrue();
    }
  }

  @Test
  void removesExpiredKeysWithoutBeingCalled() throws Exception {
    try (TestLanes lanes = new TestLanes(2)) {
      for (int i = 0; i < 1000; i++) {
        lanes.call("SET", "k" + i, "v", "PX", "1").get();
      }
      Reply size;
      do {
        size = lanes.call("DBSIZE").get();
      } while (!size.equals(new Reply.Int(0)));
      assertThat(size).isEqualTo(new Reply.Int(0));
    }
  }

  @Test
  void doesNotStartWhenALaneCannotHaveItsData() {
    LaneGroup group =
        new LaneGroup(
            new LaneConfig(2, 64, LanesConfig.WaitStrategy.BLOCKING, false),
            Router.servingAll(2),
            lane -> {
              throw new ConfigException("planted");
            });

    assertThatThrownBy(group::start).isInstanceOf(ConfigException.class).hasMessage("planted");
  }

  @Test
  void keepsTheRingGoingWhenTheCallerOfAnAnswerThrows() throws Exception {
    try (TestLanes lanes = new TestLanes(1)) {
      CountDownLatch seen = new CountDownLatch(1);
      CompletableFuture<Reply> first = lanes.call("SET", "a", "1");
      first.thenAccept(
          reply -> {
            seen.countDown();
            throw new IllegalStateException("planted");
          });
      seen.await();

      assertThat(lanes.call("GET", "a").get()).isEqualTo(bulk("1"));
    }
  }

  private static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
