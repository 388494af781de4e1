package io.ember.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proposals and reads in a group, with links cut and answers lost. */
@Tag("alone")
final class RaftNodeTest {
  @TempDir Path directory;

  @Test
  void electsItselfWhenItIsAloneAndAppliesWhatIsProposed() {
    try (RaftCluster cluster = RaftCluster.of(directory, 1, 1)) {
      assertThat(cluster.member(1).apply("a")).isEqualTo("1");
      assertThat(cluster.member(1).apply("b")).isEqualTo("2");

      assertThat(cluster.member(1).machine.commands()).containsExactly("a", "b");
    }
  }

  @Test
  void takesProposalsFromEachNodeVoterOrLearner() {
    try (RaftCluster cluster = RaftCluster.of(directory, 5, 3)) {
      List<String> expected = new ArrayList<>();
      for (int number = 1; number <= 5; number++) {
        cluster.member(number).apply("from " + number);
        expected.add("from " + number);

        assertThat(cluster.member(number).machine.commands()).isEqualTo(expected);
      }

      cluster.allHave(expected);
      assertThat(cluster.member(5).node().view().role()).isEqualTo(RaftRole.LEARNER);
    }
  }

  @Test
  void appliesAProposalOnceHoweverManyAnswersAreLost() {
    try (RaftCluster cluster = RaftCluster.of(directory, 4, 3)) {
      AtomicInteger lost = new AtomicInteger();
      cluster.network.loseAnswers(
          (to, type) -> type == RaftRequests.PROPOSE && lost.incrementAndGet() <= 3);

      assertThat(cluster.member(4).apply("once")).isEqualTo("1");

      assertThat(lost.get()).isGreaterThan(3);
      cluster.allHave(List.of("once"));
    }
  }

  @Test
  void goesThroughAnotherNodeWhereThereIsNoWayToTheLeader() {
    try (RaftCluster cluster = RaftCluster.of(directory, 4, 3)) {
      RaftCluster.Member leader = cluster.leader();
      cluster.network.cut(leader.id, cluster.member(4).id);

      assertThat(cluster.member(4).apply("around")).isEqualTo("1");

      cluster.allHave(List.of("around"));
    }
  }

  @Test
  void refusesInTheMinorityAndSaysWhyWhileTheMajorityGoesOn() {
    try (RaftCluster cluster = RaftCluster.of(directory, 3, 3)) {
      RaftCluster.Member old = cluster.leader();
      old.apply("before");
      cluster.isolate(old);
      var first = old.node().propose("lost".getBytes(StandardCharsets.UTF_8)).toCompletableFuture();
      RaftCluster.Member next = cluster.leaderOf(cluster.allBut(old));
      next.apply("after");

      ProposalResult refused = RaftCluster.await(first);
      ProposalResult later = old.propose("too late");

      assertThat(refused).isInstanceOf(RaftProposalError.Undecided.class);
      assertThat(((RaftProposalError.Undecided) refused).reason()).isNotEmpty();
      assertThat(later).isInstanceOf(RaftProposalError.NotAccepted.class);
      assertThat(((RaftProposalError.NotAccepted) later).reason()).contains("leader");
      cluster.network.mend();
      RaftCluster.until(() -> old.machine.commands().contains("after"));
      assertThat(old.machine.commands()).containsExactly("before", "after");
    }
  }

  /** Ratis' own linearizable read answers here from the state of before the cut. */
  @Test
  void barrierNeverLetsACutOffLeaderReadWhatIsOld() {
    try (RaftCluster cluster = RaftCluster.of(directory, 3, 3)) {
      RaftCluster.Member old = cluster.leader();
      old.apply("old");
      for (int i = 0; i < 10; i++) {
        // Until nothing is written any more: then Ratis remembers that it may answer.
        assertThat(RaftCluster.await(old.node().barrier().toCompletableFuture()))
            .isInstanceOf(ProposalResult.Applied.class);
      }
      cluster.isolate(old);
      List<RaftCluster.Member> rest = cluster.allBut(old);
      var early = old.node().barrier().toCompletableFuture();
      cluster.leaderOf(rest).apply("new");

      ProposalResult barrier = RaftCluster.await(old.node().barrier().toCompletableFuture());

      assertThat(barrier).isNotInstanceOf(ProposalResult.Applied.class);
      assertThat(RaftCluster.await(early)).isNotInstanceOf(ProposalResult.Applied.class);
      cluster.network.mend();
      assertThat(RaftCluster.await(old.node().barrier().toCompletableFuture()))
          .isInstanceOf(ProposalResult.Applied.class);
      assertThat(old.machine.commands()).containsExactly("old", "new");
    }
  }

  @Test
  void barrierOfALearnerShowsAllThatWasAcknowledgedBefore() {
    try (RaftCluster cluster = RaftCluster.of(directory, 4, 3)) {
      for (int i = 0; i < 20; i++) {
        cluster.leader().apply("entry " + i);

        assertThat(RaftCluster.await(cluster.member(4).node().barrier().toCompletableFuture()))
            .isInstanceOf(ProposalResult.Applied.class);
        assertThat(cluster.member(4).machine.commands()).hasSize(i + 1);
      }
    }
  }

  @Test
  void turnsProposalsThatWaitToTheNewLeader() {
    try (RaftCluster cluster = RaftCluster.of(directory, 4, 3)) {
      RaftCluster.Member old = cluster.leader();
      cluster.member(4).apply("first");
      old.stop();

      assertThat(cluster.member(4).apply("second")).isEqualTo("2");

      old.start(false);
      cluster.allHave(List.of("first", "second"));
    }
  }

  @Test
  void refusesACommandThatIsTooLongAtOnce() {
    try (RaftCluster cluster = RaftCluster.of(directory, 1, 1)) {
      String tooLong = "x".repeat(RaftSettings.MAX_ENTRY_BYTES + 1);
      String longest = "y".repeat(RaftSettings.MAX_ENTRY_BYTES);

      assertThat(cluster.member(1).propose(tooLong))
          .isInstanceOf(RaftProposalError.NotAccepted.class);
      assertThat(cluster.member(1).apply(longest)).isEqualTo("1");
    }
  }

  @Test
  void leavesProposalsUndecidedOrRefusedWhenItIsClosed() {
    try (RaftCluster cluster = RaftCluster.of(directory, 3, 3)) {
      RaftCluster.Member leader = cluster.leader();
      cluster.isolate(leader);
      var waiting =
          leader.node().propose("x".getBytes(StandardCharsets.UTF_8)).toCompletableFuture();

      leader.stop();

      assertThat(RaftCluster.await(waiting)).isNotInstanceOf(ProposalResult.Applied.class);
    }
  }

  @Test
  void opensNoPortAndLoadsNoNativeCode() throws Exception {
    try (RaftCluster cluster = RaftCluster.of(directory, 1, 1)) {
      cluster.member(1).apply("a");

      for (String listener :
          Set.of("org.apache.ratis.grpc.GrpcFactory", "org.apache.ratis.netty.NettyFactory")) {
        assertThat(getClass().getClassLoader().getResource(listener.replace('.', '/') + ".class"))
            .isNull();
      }
      java.lang.reflect.Method loaded =
          ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
      loaded.setAccessible(true);
      assertThat(
              loaded.invoke(
                  getClass().getClassLoader(),
                  "org.apache.ratis.thirdparty.io.netty.util.internal.NativeLibraryLoader"))
          .isNull();
    }
  }
}
