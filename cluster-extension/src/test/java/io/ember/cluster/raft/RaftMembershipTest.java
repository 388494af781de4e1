package io.ember.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.model.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Growing, shrinking and replacing, with learners that become voters and voters that stop being it.
 */
@Tag("alone")
final class RaftMembershipTest {
  @TempDir Path directory;

  private static void untilLearner(RaftCluster.Member member) {
    RaftCluster.until(() -> member.node().view().role() == RaftRole.LEARNER);
    RaftCluster.until(() -> !Files.exists(member.segmentDirectory()));
  }

  private static VoterChange done(Set<NodeId> voters) {
    return new VoterChange.Done(voters);
  }

  @Test
  void growsFromOneToFiveVotersAndShrinksAgain() {
    try (RaftCluster cluster = RaftCluster.of(directory, 5, 1)) {
      cluster.member(1).apply("one");
      assertThat(cluster.member(1).setVoters(1, 2, 3)).isEqualTo(done(cluster.ids(1, 2, 3)));
      cluster.member(3).apply("three");
      // Asked for by a learner.
      assertThat(cluster.member(5).setVoters(1, 2, 3, 4, 5))
          .isEqualTo(done(cluster.ids(1, 2, 3, 4, 5)));
      cluster.member(5).apply("five");
      RaftCluster.until(() -> cluster.member(5).node().view().role() == RaftRole.FOLLOWER);

      assertThat(cluster.member(1).setVoters(1, 2, 3)).isEqualTo(done(cluster.ids(1, 2, 3)));

      untilLearner(cluster.member(4));
      untilLearner(cluster.member(5));
      cluster.member(5).apply("again three");
      cluster.allHave(List.of("one", "three", "five", "again three"));
      assertThat(cluster.leader().node().view().voters()).isEqualTo(cluster.ids(1, 2, 3));
    }
  }

  @Test
  void makesNoDeadNodeAVoter() {
    try (RaftCluster cluster = RaftCluster.of(directory, 3, 1)) {
      cluster.member(3).stop();

      VoterChange change = cluster.member(1).setVoters(1, 2, 3);

      assertThat(change).isInstanceOf(VoterChange.Refused.class);
      assertThat(((VoterChange.Refused) change).reason())
          .contains(cluster.member(3).id + " cannot become a voter");
      assertThat(cluster.member(1).node().view().voters()).isEqualTo(cluster.ids(1));
      assertThat(cluster.member(2).generations.current()).isLessThanOrEqualTo(1);
      assertThat(cluster.member(1).apply("goes on")).isEqualTo("1");
    }
  }

  @Test
  void leavesNoGroupWithoutAMajority() {
    try (RaftCluster cluster = RaftCluster.of(directory, 5, 5)) {
      String refusal;
      RaftCluster.Member leader = cluster.leader();
      List<RaftCluster.Member> silent = cluster.allBut(leader).subList(0, 2);
      // Both have been heard a moment ago.
      silent.forEach(cluster::isolate);
      do {
        refusal = refusal(leader, Set.of(leader.id, silent.get(0).id, silent.get(1).id));
        // A busy machine can cost a leader its office; then there is another one soon.
        leader = cluster.leaderOf(cluster.allBut(silent.get(0), silent.get(1)));
      } while (refusal.equals("no leader is known"));

      assertThat(refusal).contains("1 of the 3 voters");
      assertThat(leader.apply("goes on")).isEqualTo("1");
      cluster.network.mend();
      cluster.allHave(List.of("goes on"));
    }
  }

  private static String refusal(RaftCluster.Member asked, Set<NodeId> voters) {
    VoterChange change = RaftCluster.await(asked.node().setVoters(voters).toCompletableFuture());
    assertThat(change).isInstanceOf(VoterChange.Refused.class);
    return ((VoterChange.Refused) change).reason();
  }

  @Test
  void refusesMoreVotersThanAllowedAndNone() {
    try (RaftCluster cluster =
        RaftCluster.of(directory, new RaftSettings(1, 300, 100, 3_000, 10, 1000), 2, 1)) {
      assertThat(cluster.member(1).setVoters(1, 2)).isInstanceOf(VoterChange.Refused.class);
      assertThat(cluster.member(1).setVoters()).isInstanceOf(VoterChange.Refused.class);
    }
  }

  @Test
  void replacesADeadVoterByALearner() {
    try (RaftCluster cluster = RaftCluster.of(directory, 4, 3)) {
      RaftCluster.Member leader = cluster.leader();
      RaftCluster.Member dead = leader == cluster.member(2) ? cluster.member(3) : cluster.member(2);
      leader.apply("before");
      dead.stop();
      Set<NodeId> wanted = new java.util.HashSet<>(cluster.ids(1, 2, 3, 4));
      wanted.remove(dead.id);

      assertThat(RaftCluster.await(leader.node().setVoters(wanted).toCompletableFuture()))
          .isEqualTo(done(wanted));
      leader.apply("after");
      dead.start(false);

      // Nobody told it; it asks.
      untilLearner(dead);
      cluster.allHave(List.of("before", "after"));
    }
  }

  @Test
  void leaderHandsOverBeforeItIsRemoved() {
    try (RaftCluster cluster = RaftCluster.of(directory, 4, 3)) {
      RaftCluster.Member leader = cluster.leader();
      leader.apply("before");
      Set<NodeId> wanted = new java.util.HashSet<>(cluster.ids(1, 2, 3));
      wanted.remove(leader.id);
      wanted.add(cluster.member(4).id);

      assertThat(RaftCluster.await(leader.node().setVoters(wanted).toCompletableFuture()))
          .isEqualTo(done(wanted));

      assertThat(cluster.leaderOf(cluster.allBut(leader)).apply("after")).isEqualTo("2");
      untilLearner(leader);
      assertThat(leader.apply("from the old one")).isEqualTo("3");
    }
  }

  @Test
  void transfersTheLeadership() {
    try (RaftCluster cluster = RaftCluster.of(directory, 4, 3)) {
      RaftCluster.Member old = cluster.leader();
      RaftCluster.Member next = old == cluster.member(2) ? cluster.member(3) : cluster.member(2);

      assertThat(RaftCluster.await(old.node().transferLeadership(next.id).toCompletableFuture()))
          .isInstanceOf(VoterChange.Done.class);

      RaftCluster.until(next::leads);
      assertThat(
              RaftCluster.await(
                  old.node().transferLeadership(cluster.member(4).id).toCompletableFuture()))
          .isInstanceOf(VoterChange.Refused.class);
    }
  }

  @Test
  void voterThatLostItsDirectoryComesBackAsAnotherMember() throws Exception {
    try (RaftCluster cluster = RaftCluster.of(directory, 3, 3)) {
      RaftCluster.Member leader = cluster.leader();
      RaftCluster.Member lost = cluster.allBut(leader).get(0);
      leader.apply("before");
      lost.stop();
      RaftCluster.delete(lost.home);

      lost.start(false);
      RaftCluster.until(() -> lost.machine.commands().size() == 1);
      assertThat(lost.node().member()).isEmpty();
      assertThat(leader.setVoters(1, 2, 3)).isEqualTo(done(cluster.ids(1, 2, 3)));

      RaftCluster.until(() -> lost.node().member().isPresent());
      assertThat(lost.node().member()).contains(new RaftMember(lost.id, 2));
      cluster.leader().apply("after");
      cluster.allHave(List.of("before", "after"));
    }
  }
}
