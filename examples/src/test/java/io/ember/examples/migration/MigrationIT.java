package io.ember.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.support.Eventually;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import io.lettuce.core.RedisFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes whose slots move while stock clients use them. For long: {@code mvn verify -Psoak
 * -Dit.test=MigrationIT}, {@code -Dember.moves=200}, {@code -Dember.storms=50}.
 */
class MigrationIT {
  private static final int MOVES = Integer.getInteger("ember.moves", 200);
  private static final int STORMS = Integer.getInteger("ember.storms", 50);
  private static final int SLOTS = 32;
  private static final int LARGE_BYTES = 64 << 20;
  private static final String HEAP = "ember_jvm_heap_bytes{kind=\"used\"}";
  private static final String SUSPECTED = "ember_gossip_members{state=\"suspected\"}";

  /** What the nodes said stays when a test fails. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path dir;

  private MovingCluster cluster;

  @BeforeEach
  void start() throws InterruptedException {
    cluster = MovingCluster.start(dir, 3, 0);
  }

  @AfterEach
  void stop() {
    if (cluster != null) { // it did start
      cluster.close();
    }
  }

  @Test
  void clientsNoticeNothingOfMoves() throws Exception {
    moveToAndFro(10);
  }

  @Test
  @Tag("soak")
  void clientsNoticeNothingOfManyMoves() throws Exception {
    moveToAndFro(MOVES);
  }

  private void moveToAndFro(int times) throws IOException, InterruptedException {
    try (TagLoad load = new TagLoad(cluster.ports(), MovingCluster.tags(0, SLOTS))) {
      awaitRounds(load, 10 * SLOTS);
      for (int i = 0; i < times; i++) {
        cluster.move(0, SLOTS, (i + 1) % 2);
      }
      awaitRounds(load, Math.max(10 * SLOTS, 50 * times - load.rounds()));
      for (int node = 0; node < cluster.ports().size(); node++) {
        assertThat(cluster.jobs(node))
            .hasSize(Math.min(times, 100))
            .allMatch(job -> job.state().equals("success"));
      }
      assertThat(cluster.census().keySet()).isEqualTo(load.stop());
      System.out.printf(
          "%d moves of %d slots under %d rounds of calls, the last: %s%n",
          times, SLOTS, load.rounds(), cluster.jobs(0).get(Math.min(times, 100) - 1).message());
    }
  }

  private static void awaitRounds(TagLoad load, int more) throws InterruptedException {
    int wanted = load.rounds() + more;
    Eventually.holds("clients work", () -> load.rounds() >= wanted);
  }

  @Test
  void movesALargeValueAmongSmallOnes() throws Exception {
    List<String> tags = MovingCluster.tags(100, 2);
    byte[] large = new byte[LARGE_BYTES];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31 + (i >> 12));
    }
    byte[] largeKey = bytes("{" + tags.get(0) + "}large");
    try (RespClient client = RespClient.connect(cluster.ports().get(0))) {
      client.setTimeout(Duration.ofSeconds(60));
      assertThat(client.call(List.of(bytes("SET"), largeKey, large)).text()).isEqualTo("OK");
      for (int i = 0; i < 1_000; i++) {
        String key = "{" + tags.get(i % 2) + "}" + i;
        assertThat(client.call("SET", key, key).text()).isEqualTo("OK");
      }
    }
    cluster.move(100, 2, 2); // the first time is that of a JVM that has never done it
    cluster.move(100, 2, 0);
    for (int node = 0; node < cluster.ports().size(); node++) {
      assertThat(cluster.call(node, "CONFIG", "RESETSTAT").text()).isEqualTo("OK");
    }
    double heapBefore = cluster.figures().highest(HEAP);
    try (TagLoad load = new TagLoad(cluster.ports(), tags);
        Watch suspected = new Watch(() -> cluster.figures().highest(SUSPECTED))) {
      awaitRounds(load, 20);
      cluster.move(100, 2, 2);
      awaitRounds(load, 20);
      load.stop();
      assertThat(suspected.highest()).as("nodes that somebody suspects").isZero();
    }
    double sliceMs = 1_000 * cluster.figures().highest("ember_lane_longest_move_cpu_seconds");
    double heapMore = cluster.figures().highest(HEAP) - heapBefore;
    System.out.printf(
        "64 MiB moved: %s; at most %.1f ms of a lane's processor time at once, %.0f MiB more heap%n",
        cluster.jobs(0).get(2).message(), sliceMs, heapMore / (1 << 20));
    assertThat(sliceMs).isLessThan(5);
    assertThat(heapMore).isLessThan(LARGE_BYTES);
    try (RespClient client = RespClient.connect(cluster.ports().get(2))) {
      client.setTimeout(Duration.ofSeconds(60));
      RespValue there = client.call(List.of(bytes("GET"), largeKey));
      assertThat(Arrays.equals(large, there.bytes())).as("the large value is as it was").isTrue();
      for (int i = 0; i < 1_000; i++) {
        String key = "{" + tags.get(i % 2) + "}" + i;
        assertThat(client.call("GET", key).text()).isEqualTo(key);
      }
    }
    assertThat(cluster.census()).hasSize(1 + 1_000 + 2 * 13);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void movesSlotsThatAreWrittenAsFastAsPossible() throws Exception {
    moveUnderStorm(4);
  }

  @Test
  @Tag("soak")
  void movesSlotsThatAreWrittenAsFastAsPossibleManyTimes() throws Exception {
    moveUnderStorm(STORMS);
  }

  private void moveUnderStorm(int times) throws IOException, InterruptedException {
    List<String> tags = MovingCluster.tags(200, 16);
    AtomicBoolean stopping = new AtomicBoolean();
    AtomicInteger writes = new AtomicInteger();
    ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
    Map<String, String> last = new HashMap<>();
    try (LettuceUser user = new LettuceUser(cluster.ports())) {
      Thread storm =
          new Thread(
              () -> {
                for (int round = 0; !stopping.get(); round++) {
                  writeAll(user, tags, "v" + round, last, errors);
                  writes.addAndGet(20 * tags.size());
                }
              },
              "storm");
      storm.start();
      Eventually.holds("the storm blows", () -> writes.get() > 10_000);
      for (int i = 0; i < times; i++) {
        cluster.move(200, tags.size(), 1 + i % 2);
        System.out.printf(
            "moved under a storm, %d writes: %s%n", writes.get(), cluster.jobs(0).get(i).message());
      }
      stopping.set(true);
      storm.join();
      assertThat(errors).isEmpty();
      for (Map.Entry<String, String> each : last.entrySet()) {
        assertThat(user.get(each.getKey())).isEqualTo(each.getValue());
      }
    }
    assertThat(cluster.census().keySet()).isEqualTo(last.keySet());
  }

  /** Writes keys of every tag at once and waits for all of them. */
  private static void writeAll(
      LettuceUser user,
      List<String> tags,
      String value,
      Map<String, String> last,
      ConcurrentLinkedQueue<String> errors) {
    List<RedisFuture<String>> sent = new ArrayList<>();
    for (String tag : tags) {
      for (int i = 0; i < 20; i++) {
        String key = "{" + tag + "}storm:" + i;
        sent.add(user.setLater(key, value));
        last.put(key, value);
      }
    }
    for (RedisFuture<String> each : sent) {
      try {
        if (!each.await(60, TimeUnit.SECONDS) || each.getError() != null) {
          errors.add(value + ": " + each.getError());
        }
      } catch (InterruptedException e) {
        errors.add("interrupted: " + e);
      }
    }
  }
}
