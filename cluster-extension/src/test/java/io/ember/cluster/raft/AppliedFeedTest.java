package io.ember.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class AppliedFeedTest {
  private final AppliedFeed feed = new AppliedFeed(3, 100);

  private void append(long previous, long index, int bytes) {
    feed.append(new AppliedEntry(previous, new LogPosition(1, index), new byte[bytes]));
  }

  private List<Long> after(long index) {
    AppliedFeed.Answer answer = feed.after(index, Long.MAX_VALUE);
    return ((AppliedFeed.Answer.Entries) answer)
        .entries().stream().map(entry -> entry.position().index()).toList();
  }

  @Test
  void servesInOrderWhatFollows() {
    append(-1, 1, 1);
    append(1, 4, 1);
    append(4, 5, 1);

    assertThat(after(-1)).containsExactly(1L, 4L, 5L);
    assertThat(after(1)).containsExactly(4L, 5L);
    assertThat(after(5)).isEmpty();
    assertThat(after(9)).isEmpty();
  }

  @Test
  void saysWhenTheNextEntryIsNotKeptAnyMore() {
    append(-1, 1, 1);
    append(1, 2, 1);
    append(2, 3, 1);
    append(3, 4, 1);

    assertThat(feed.after(-1, 100)).isInstanceOf(AppliedFeed.Answer.TooFarBehind.class);
    assertThat(after(1)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void neverBeginsInTheMiddleForOneWhoHasSomethingElse() {
    append(-1, 1, 1);
    append(1, 4, 1);

    assertThat(feed.after(2, 100)).isInstanceOf(AppliedFeed.Answer.TooFarBehind.class);
  }

  @Test
  void isBoundedInBytesButKeepsTheLastEntry() {
    append(-1, 1, 60);
    append(1, 2, 60);
    append(2, 3, 500);

    assertThat(feed.after(1, 1000)).isInstanceOf(AppliedFeed.Answer.TooFarBehind.class);
    assertThat(after(2)).containsExactly(3L);
  }

  @Test
  void endsAnAnswerAtTheLimit() {
    append(-1, 1, 10);
    append(1, 2, 10);

    AppliedFeed.Answer answer = feed.after(-1, 15);

    assertThat(((AppliedFeed.Answer.Entries) answer).entries()).hasSize(1);
  }

  @Test
  void wakesWhoWaitsWhenTheEntryIsThereAndNotBefore() {
    CompletableFuture<Void> waiting = feed.reaches(2, 60_000);

    append(-1, 1, 1);
    assertThat(waiting).isNotDone();

    append(1, 2, 1);
    assertThat(waiting).isDone();
  }

  @Test
  void needsASnapshotAfterARestart() {
    append(-1, 1, 1);
    feed.restart(new LogPosition(2, 50));

    assertThat(feed.after(1, 100)).isInstanceOf(AppliedFeed.Answer.TooFarBehind.class);
    assertThat(feed.last()).isEqualTo(new LogPosition(2, 50));
    assertThat(after(50)).isEmpty();
  }
}
