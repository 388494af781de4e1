package io.ember.cluster.core.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.model.NodeId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VoteBookTest {
  private static final NodeId SHARD = new NodeId(new UUID(0, 1));
  private static final NodeId A = new NodeId(new UUID(0, 2));
  private static final NodeId B = new NodeId(new UUID(0, 3));

  private static ElectionMessage.Ask ask(long epoch, long round) {
    return new ElectionMessage.Ask(SHARD, epoch, round, 1);
  }

  @Test
  void givesOneVoteForEachRound() {
    VoteBook votes = new VoteBook(List.of(), true);

    assertThat(votes.mayHave(A, ask(7, 1))).isTrue();
    assertThat(votes.give(A, ask(7, 1))).isEqualTo(new Vote(SHARD, 7, 1, A));

    assertThat(votes.mayHave(B, ask(7, 1))).isFalse();
    assertThat(votes.mayHave(B, ask(7, 2))).isTrue();
    assertThat(votes.mayHave(B, ask(8, 1))).isTrue();
    assertThat(votes.mayHave(B, ask(6, 9))).isFalse();
  }

  /** The answer may have been lost. */
  @Test
  void givesTheSameVoteAgain() {
    VoteBook votes = new VoteBook(List.of(), true);
    votes.give(A, ask(7, 2));

    assertThat(votes.mayHave(A, ask(7, 2))).isTrue();
    assertThat(votes.give(A, ask(7, 2))).as("it is on disk already").isNull();
    assertThat(votes.mayHave(A, ask(7, 1))).as("an earlier round").isFalse();
  }

  @Test
  void remembersWhatIsOnDisk() {
    VoteBook votes = new VoteBook(List.of(new Vote(SHARD, 7, 3, A)), true);

    assertThat(votes.mayHave(B, ask(7, 3))).isFalse();
    assertThat(votes.lastRound(SHARD, 7)).isEqualTo(3);
    assertThat(votes.lastRound(SHARD, 8)).isZero();
  }

  /** Two candidates that have half of the votes each would have them for ever. */
  @Test
  void withoutRoundsASplitStays() {
    VoteBook votes = new VoteBook(List.of(new Vote(SHARD, 7, 1, A)), false);

    assertThat(votes.mayHave(B, ask(7, 2))).isFalse();
  }
}
