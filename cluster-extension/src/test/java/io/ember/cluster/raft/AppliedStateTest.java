package io.ember.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class AppliedStateTest {
  private static final UUID PROPOSER = new UUID(1, 2);

  private final List<LogPosition> heard = new ArrayList<>();
  private final ListMachine machine = new ListMachine();
  private final AppliedState state = state(machine);

  private AppliedState state(ListMachine itsMachine) {
    return new AppliedState(itsMachine, new AppliedFeed(100, 10_000), heard::add);
  }

  private static byte[] command(long sequence, String text) {
    return LogEntry.command(
            new ProposalMark(PROPOSER, sequence), text.getBytes(StandardCharsets.UTF_8))
        .encode();
  }

  private static LogPosition at(long term, long index) {
    return new LogPosition(term, index);
  }

  private static String text(ProposalResult.Applied applied) {
    return new String(applied.answer(), StandardCharsets.UTF_8);
  }

  @Test
  void appliesARepeatOnceAndAnswersItTheSame() throws Exception {
    state.apply(at(1, 1), command(1, "a"));
    state.apply(at(1, 2), command(2, "b"));

    ProposalResult.Applied repeat = state.apply(at(2, 7), command(1, "a"));

    assertThat(text(repeat)).isEqualTo("1");
    assertThat(repeat.index()).isEqualTo(1);
    assertThat(machine.commands()).containsExactly("a", "b");
    assertThat(state.position()).isEqualTo(at(2, 7));
  }

  @Test
  void knowsARepeatAfterASnapshotToo() throws Exception {
    state.apply(at(1, 1), command(1, "a"));
    ListMachine other = new ListMachine();
    AppliedState restored = state(other);

    restored.restore(StateSnapshot.decode(state.snapshot().encode()));
    ProposalResult.Applied repeat = restored.apply(at(1, 2), command(1, "a"));

    assertThat(text(repeat)).isEqualTo("1");
    assertThat(other.commands()).containsExactly("a");
  }

  @Test
  void skipsWhatItHas() throws Exception {
    state.apply(at(1, 5), command(1, "a"));

    state.apply(at(1, 3), command(2, "older"));

    assertThat(machine.commands()).containsExactly("a");
    assertThat(state.position()).isEqualTo(at(1, 5));
    assertThat(state.restore(new StateSnapshot(at(1, 4), new byte[4], new byte[0]))).isFalse();
    assertThat(heard).containsExactly(at(1, 5));
  }

  @Test
  void followsOnlyWhatFollows() throws Exception {
    state.apply(at(2, 5), command(1, "a"));

    assertThat(state.follow(new AppliedEntry(6, at(2, 7), command(2, "gap")))).isFalse();
    assertThat(state.follow(new AppliedEntry(5, at(1, 6), command(2, "older term")))).isFalse();
    assertThat(state.follow(new AppliedEntry(5, at(2, 5), command(2, "same")))).isFalse();
    assertThat(state.follow(new AppliedEntry(5, at(2, 6), command(2, "next")))).isTrue();

    assertThat(machine.commands()).containsExactly("a", "next");
  }

  @Test
  void showsNoBarrierToTheMachine() throws Exception {
    byte[] barrier = LogEntry.barrier(new ProposalMark(PROPOSER, 9)).encode();

    ProposalResult.Applied applied = state.apply(at(1, 1), barrier);

    assertThat(applied.answer()).isEmpty();
    assertThat(machine.commands()).isEmpty();
    assertThat(state.position()).isEqualTo(at(1, 1));
  }

  @Test
  void refusesEntriesAndSnapshotsThatAreNoneOfOurs() {
    assertThatThrownBy(() -> state.apply(at(1, 1), new byte[3])).isInstanceOf(IOException.class);
    byte[] snapshot = state.snapshot().encode();
    for (int i = 0; i < snapshot.length; i++) {
      byte[] flipped = snapshot.clone();
      flipped[i] ^= 4;
      assertThatThrownBy(() -> StateSnapshot.decode(flipped)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> StateSnapshot.decode(new byte[0])).isInstanceOf(IOException.class);
  }

  @Test
  void ledgerIsBounded() throws Exception {
    for (int i = 0; i < 9000; i++) {
      state.apply(at(1, i), command(i, "x"));
    }

    state.apply(at(1, 9000), command(8999, "x"));
    assertThat(machine.commands()).hasSize(9000);
    state.apply(at(1, 9001), command(0, "x"));
    assertThat(machine.commands()).hasSize(9001);
  }
}
