package io.ember.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What survives kills, restarts and damage. */
@Tag("alone")
final class RaftRecoveryTest {
  private static final RaftSettings OFTEN = new RaftSettings(5, 300, 10, 3_000, 5, 1 << 20);

  @TempDir Path directory;

  private static List<String> apply(RaftCluster.Member member, String prefix, int count) {
    List<String> applied = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      member.apply(prefix + i);
      applied.add(prefix + i);
    }
    return applied;
  }

  /** Leaves of a node what a kill would: its files as they were while it ran. */
  private static void kill(RaftCluster.Member member) throws IOException {
    Path image = member.home.resolveSibling(member.home.getFileName() + ".image");
    RaftCluster.copy(member.home, image);
    member.stop();
    RaftCluster.delete(member.home);
    Files.move(image, member.home);
  }

  private static Path openSegment(RaftCluster.Member member) throws IOException {
    try (var files = Files.list(member.segmentDirectory())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("log_inprogress_"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void flip(Path file, long offset) throws IOException {
    flip(file, offset, 0x10);
  }

  private static void flip(Path file, long offset, int bit) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(offset);
      int old = bytes.read();
      bytes.seek(offset);
      bytes.write(old ^ bit);
    }
  }

  @Test
  void keepsAllThatWasAcknowledgedWhenEveryNodeIsKilled() throws Exception {
    try (RaftCluster cluster = RaftCluster.of(directory, 3, 3)) {
      List<String> acknowledged = new ArrayList<>();
      for (int round = 0; round < 2; round++) {
        acknowledged.addAll(apply(cluster.leader(), "round " + round + " ", 10));
        for (RaftCluster.Member member : cluster.all()) {
          kill(member);
        }
        for (RaftCluster.Member member : cluster.all()) {
          member.start(member == cluster.member(1));
        }
        RaftCluster.Member leader = cluster.leader();
        RaftCluster.await(leader.node().barrier().toCompletableFuture());
        assertThat(leader.machine.commands()).isEqualTo(acknowledged);
      }

      cluster.allHave(acknowledged);
      assertThat(cluster.leader().node().view().voters()).isEqualTo(cluster.ids(1, 2, 3));
    }
  }

  @Test
  void startsFromASnapshotAndWhatFollows() {
    try (RaftCluster cluster = RaftCluster.of(directory, OFTEN, 1, 1)) {
      List<String> acknowledged = apply(cluster.member(1), "", 35);
      cluster.member(1).stop();

      cluster.member(1).start(true);
      cluster.leader();

      RaftCluster.await(cluster.member(1).node().barrier().toCompletableFuture());
      assertThat(cluster.member(1).machine.commands()).isEqualTo(acknowledged);
      assertThat(snapshots(cluster.member(1))).isNotEmpty();
      assertThat(cluster.member(1).apply("next")).isEqualTo("36");
    }
  }

  private static List<Path> snapshots(RaftCluster.Member member) {
    try (var files = Files.list(member.segmentDirectory().resolveSibling("sm"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("snapshot.")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void bringsAVoterThatIsFarBehindUpByASnapshot() {
    try (RaftCluster cluster = RaftCluster.of(directory, OFTEN, 3, 3)) {
      RaftCluster.Member leader = cluster.leader();
      RaftCluster.Member behind = cluster.allBut(leader).get(0);
      List<String> acknowledged = apply(leader, "a", 3);
      behind.stop();
      acknowledged.addAll(apply(leader, "b", 40));

      behind.start(false);

      cluster.allHave(acknowledged);
      assertThat(snapshots(behind)).isNotEmpty();
      RaftCluster.until(() -> behind.node().view().role() == RaftRole.FOLLOWER);
    }
  }

  @Test
  void bringsALearnerThatIsFarBehindUpByASnapshot() {
    try (RaftCluster cluster = RaftCluster.of(directory, OFTEN, 2, 1)) {
      RaftCluster.Member learner = cluster.member(2);
      List<String> acknowledged = apply(cluster.member(1), "a", 3);
      cluster.allHave(acknowledged);
      cluster.isolate(learner);
      acknowledged.addAll(apply(cluster.member(1), "b", 20));

      cluster.network.mend();

      cluster.allHave(acknowledged);
      assertThat(learner.apply("goes on")).isEqualTo("24");
    }
  }

  @Test
  void nodeThatIsAloneRefusesToStartFromADamagedLogAndNamesThePlace() throws Exception {
    try (RaftCluster cluster = RaftCluster.of(directory, 1, 1)) {
      RaftCluster.Member node = cluster.member(1);
      apply(node, "entry ", 5);
      kill(node);
      Path file = openSegment(node);
      flip(file, 150);

      assertThatThrownBy(() -> node.start(true))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("damaged at offset ")
          .hasMessageContaining("only voter");

      flip(file, 150);
      node.start(true);
      cluster.leader();
      assertThat(node.apply("next")).isEqualTo("6");
    }
  }

  /** Ratis takes this for a last entry of which the rest was never written, and goes on without. */
  @Test
  void lengthThatReachesBeyondTheFileIsNotTakenForTheEnd() throws Exception {
    try (RaftCluster cluster = RaftCluster.of(directory, 1, 1)) {
      RaftCluster.Member node = cluster.member(1);
      node.apply("x".repeat(200));
      node.apply("acknowledged");
      kill(node);
      Path file = openSegment(node);
      flip(file, secondByteOfALongLength(Files.readAllBytes(file)), 0x80);

      assertThatThrownBy(() -> node.start(true))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("damaged at offset ");
    }
  }

  private static int secondByteOfALongLength(byte[] log) {
    int at = "RaftLog1".length();
    while (log[at] >= 0) {
      at += 1 + log[at] + Integer.BYTES;
    }
    return at + 1;
  }

  @Test
  void voterSetsADamagedLogAsideAndComesBackAsAnotherMember() throws Exception {
    try (RaftCluster cluster = RaftCluster.of(directory, 3, 3)) {
      RaftCluster.Member leader = cluster.leader();
      RaftCluster.Member damaged = cluster.allBut(leader).get(0);
      List<String> acknowledged = apply(leader, "entry ", 5);
      cluster.allHave(acknowledged);
      damaged.stop();
      try (var files = Files.list(damaged.segmentDirectory())) {
        flip(files.filter(RaftRecoveryTest::isLog).sorted().findFirst().orElseThrow(), 150);
      }

      damaged.start(false);

      try (var files = Files.list(damaged.home)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .anyMatch(name -> name.startsWith("damaged-1-"));
      }
      assertThat(leader.setVoters(1, 2, 3)).isInstanceOf(VoterChange.Done.class);
      RaftCluster.until(() -> damaged.node().member().isPresent());
      assertThat(damaged.node().member()).contains(new RaftMember(damaged.id, 2));
      cluster.allHave(acknowledged);
    }
  }

  private static boolean isLog(Path file) {
    return file.getFileName().toString().startsWith("log_");
  }

  @Test
  void nodeThatIsAloneRefusesToBeginAnewWhenItsDirectoryIsGone() throws Exception {
    try (RaftCluster cluster = RaftCluster.of(directory, 1, 1)) {
      cluster.member(1).apply("precious");
      cluster.member(1).stop();
      RaftCluster.delete(cluster.member(1).home);

      assertThatThrownBy(() -> cluster.member(1).start(true))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is gone");
    }
  }

  @Test
  void damagedSnapshotIsDamageToo() throws Exception {
    try (RaftCluster cluster = RaftCluster.of(directory, OFTEN, 1, 1)) {
      RaftCluster.Member node = cluster.member(1);
      apply(node, "", 25);
      kill(node);
      for (Path snapshot : snapshots(node)) {
        if (!snapshot.toString().endsWith(".md5")) {
          flip(snapshot, 30);
        }
      }

      assertThatThrownBy(() -> node.start(true))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("snapshot.");
    }
  }
}
