package io.ember.cluster.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.core.replication.Gate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MovingRoomTest {
  private final MovingRoom room = new MovingRoom();
  private final List<String> done = new ArrayList<>();
  private final Set<Integer> moving = new HashSet<>(Set.of(1, 2));

  private void add(int slot, String name, long giveUpNs) {
    room.add(
        new WaitingRoom.Waiter(
            slot,
            true,
            giveUpNs,
            () -> done.add(name),
            why -> done.add(name + " " + why.code() + " " + why.message())));
  }

  private void look(long nowNs) {
    room.look((slot, writes, now) -> moving.contains(slot) ? Gate.MOVING : Gate.OPEN, nowNs);
  }

  @Test
  void eachSlotHasItsOwnTurn() {
    add(1, "a", 100);
    add(2, "b", 100);
    add(1, "c", 100);
    moving.remove(1);
    look(1);
    assertThat(done).containsExactly("a", "c");
    assertThat(room.isWaiting(2)).isTrue();
    assertThat(room.isWaiting(1)).isFalse();
  }

  @Test
  void whoWaitsTooLongIsToldToTryAgainAndWasNotExecuted() {
    add(1, "a", 100);
    add(1, "b", 300);
    look(100);
    assertThat(done).containsExactly("a TRYAGAIN Slot is being handed over, not executed");
    moving.remove(1);
    look(200);
    assertThat(done).hasSize(2).last().isEqualTo("b");
    assertThat(room.isEmpty()).isTrue();
  }

  @Test
  void nobodyOvertakesOnItsSlot() {
    add(1, "a", 100);
    add(1, "b", 100);
    boolean[] first = {true};
    room.look(
        (slot, writes, now) -> {
          boolean was = first[0];
          first[0] = false;
          return was ? Gate.MOVING : Gate.OPEN;
        },
        1);
    assertThat(done).isEmpty();
  }

  @Test
  void theRoomIsBounded() {
    for (int i = 0; i < MovingRoom.MOST_WAITERS; i++) {
      add(1, "x", 100);
    }
    add(1, "one too many", 100);
    assertThat(done).hasSize(1).first().asString().startsWith("one too many TRYAGAIN");
  }
}
