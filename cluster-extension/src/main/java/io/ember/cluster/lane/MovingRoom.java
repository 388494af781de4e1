package io.ember.cluster.lane;

import io.ember.cluster.core.replication.Gate;
import io.ember.cluster.routing.ClusterError;
import io.ember.engine.ErrorCode;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Work on slots that are being handed over from or to this node. In order for each slot, so that
 * slots that do not move wait for nothing; each for a limited time. Owner thread: the lane.
 */
final class MovingRoom {
  /** More would only be forgotten by their clients before their turn. */
  static final int MOST_WAITERS = 100_000;

  private static final ClusterError TOO_LONG =
      new ClusterError(ErrorCode.TRYAGAIN, "Slot is being handed over, not executed");

  private ArrayDeque<WaitingRoom.Waiter> waiters = new ArrayDeque<>();
  private final Set<Integer> slots = new HashSet<>();

  boolean isEmpty() {
    return waiters.isEmpty();
  }

  /** {@return whether work on the slot waits, so that more of it has to wait behind it} */
  boolean isWaiting(int slot) {
    return slots.contains(slot);
  }

  void add(WaitingRoom.Waiter waiter) {
    if (waiters.size() >= MOST_WAITERS) {
      waiter.refused().accept(TOO_LONG);
    } else {
      waiters.add(waiter);
      slots.add(waiter.slot());
    }
  }

  /** Has work begin as far as it may. */
  void look(WaitingRoom.Gatekeeper keeper, long nowNs) {
    ArrayDeque<WaitingRoom.Waiter> before = waiters;
    waiters = new ArrayDeque<>();
    slots.clear();
    for (WaitingRoom.Waiter waiter : before) {
      boolean isOver = nowNs - waiter.giveUpNs() >= 0;
      boolean waits =
          slots.contains(waiter.slot())
              || keeper.gate(waiter.slot(), waiter.writes(), nowNs) == Gate.MOVING;
      if (!waits) {
        waiter.work().run();
      } else if (isOver) {
        waiter.refused().accept(TOO_LONG);
      } else {
        waiters.add(waiter);
        slots.add(waiter.slot());
      }
    }
  }

  /** The lane ends. */
  void refuseAll(ClusterError why) {
    WaitingRoom.Waiter next;
    while ((next = waiters.poll()) != null) {
      next.refused().accept(why);
    }
    slots.clear();
  }
}
