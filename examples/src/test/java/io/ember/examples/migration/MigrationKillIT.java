package io.ember.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.support.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Slots move while the source, the target, the leader of the configuration or who began it is
 * killed. For long: {@code mvn verify -Psoak -Dit.test=MigrationKillIT}, {@code -Dember.kills=30},
 * {@code -Dember.seed=1}.
 */
class MigrationKillIT {
  private static final int KILLS = Integer.getInteger("ember.kills", 30);
  private static final int SLOTS = 64;
  private static final int WRITES_BETWEEN = 200;

  /** What the nodes said stays when a test fails. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path dir;

  private MovingCluster cluster;

  /** Who is killed. */
  private enum Victim {
    SOURCE,
    TARGET,
    LEADER,
    ADMINISTRATOR
  }

  @BeforeEach
  void start() throws InterruptedException {
    cluster = MovingCluster.start(dir, 3, 1);
  }

  @AfterEach
  void stop() {
    if (cluster != null) { // it did start
      cluster.close();
    }
  }

  @Test
  void movesEndWhoeverIsKilled() throws Exception {
    kill(4, 1);
  }

  @Test
  @Tag("soak")
  void movesEndWhoeverIsKilledAgainAndAgain() throws Exception {
    kill(KILLS, Long.getLong("ember.seed", System.nanoTime()));
  }

  private void kill(int times, long seed) throws IOException, InterruptedException {
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int first = random.nextInt(Victim.values().length);
    try (KillWriters writers = new KillWriters(cluster.ports(), MovingCluster.tags(0, SLOTS))) {
      for (int i = 0; i < times; i++) {
        Victim victim = Victim.values()[(first + i) % Victim.values().length];
        round(i, victim, random, writers);
      }
      awaitWhole();
      writers.stop();
      writers.stopAndAudit(cluster.census().keySet());
    }
  }

  private void round(int number, Victim kind, SplittableRandom random, KillWriters writers)
      throws IOException, InterruptedException {
    awaitWhole();
    awaitMoreWrites(writers);
    int source = ownerOfFirstSlot();
    int target = otherPrimary(source, random);
    MovingCluster.Administrator administrator =
        kind == Victim.ADMINISTRATOR
            ? cluster.administrator(source, 0, SLOTS, cluster.id(target))
            : null;
    String name =
        administrator == null
            ? cluster.begin(source, 0, SLOTS, cluster.id(target))
            : administrator.name();
    int moved = random.nextInt(SLOTS);
    Eventually.holds(
        "some slots have moved",
        () -> cluster.job(source, name).moved() >= moved || cluster.job(source, name).hasEnded());
    int victim =
        switch (kind) {
          case SOURCE, ADMINISTRATOR -> source;
          case TARGET -> target;
          case LEADER -> leader();
        };
    long killedNs = System.nanoTime();
    if (administrator == null) {
      cluster.kill(victim);
    } else {
      administrator.kill();
    }
    int witness = (victim + 1) % cluster.ports().size();
    Job job = cluster.awaitEnd(witness, name);
    System.out.printf(
        "round %d: %s (node %d of %d -> %d) killed after %d slots: %s with %d slots after %d ms, %s%n",
        number,
        kind,
        victim,
        source,
        target,
        moved,
        job.state(),
        job.moved(),
        (System.nanoTime() - killedNs) / 1_000_000,
        job.message());
    assertThat(job.state()).isIn("success", "failed");
    awaitMoreWrites(writers);
    if (administrator == null) {
      cluster.restart(victim);
    }
    for (int node = 0; node < cluster.ports().size(); node++) {
      assertThat(cluster.awaitEnd(node, name)).as("as node %d says", node).isEqualTo(job);
    }
    int owner = cluster.ports().get(ownerOfFirstSlot());
    if (job.state().equals("success")) {
      int[] owners = cluster.awaitOneOwner();
      assertThat(IntStream.of(owners).limit(SLOTS).distinct()).containsExactly(owner);
    }
  }

  private int ownerOfFirstSlot() throws InterruptedException {
    return cluster.ports().indexOf(cluster.awaitOneOwner()[0]);
  }

  private int otherPrimary(int source, SplittableRandom random) throws InterruptedException {
    int[] owners = cluster.awaitOneOwner();
    List<Integer> others =
        IntStream.of(owners)
            .distinct()
            .mapToObj(port -> cluster.ports().indexOf(port))
            .filter(node -> node != source)
            .toList();
    return others.get(random.nextInt(others.size()));
  }

  private int leader() throws InterruptedException {
    return Eventually.get(
        "somebody leads",
        () -> {
          for (int node = 0; node < cluster.ports().size(); node++) {
            if (cluster.call(node, "CLUSTER", "INFO").text().contains("cluster_raft_leading:1")) {
              return node;
            }
          }
          throw new IOException("nobody leads");
        },
        () -> "");
  }

  private void awaitMoreWrites(KillWriters writers) throws InterruptedException {
    int wanted = writers.acknowledged() + WRITES_BETWEEN;
    Eventually.holds("writes go on", () -> writers.acknowledged() >= wanted);
  }

  /** Waits until every node is there and every primary has a replica that is in sync. */
  private void awaitWhole() throws InterruptedException {
    Eventually.holds(
        "every primary has a replica in sync",
        () -> {
          int whole = 0;
          for (int node = 0; node < cluster.ports().size(); node++) {
            String info = cluster.call(node, "INFO", "replication").text();
            whole += info.contains("role:master") && info.contains("state=online") ? 1 : 0;
          }
          return whole == 3;
        });
  }
}
