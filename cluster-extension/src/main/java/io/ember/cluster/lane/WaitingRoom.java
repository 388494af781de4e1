package io.ember.cluster.lane;

import io.ember.cluster.core.replication.Gate;
import io.ember.cluster.routing.ClusterError;
import io.ember.engine.ErrorCode;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Work that may not begin yet: the lease is being renewed, the node has just become primary, hands
 * over, or has no room in a log. In order, each for a limited time. Work on slots that are being
 * moved goes on to a {@link MovingRoom}. Owner thread: the lane.
 */
final class WaitingRoom {
  /** Decides again whether work may begin. */
  interface Gatekeeper {
    Gate gate(int slot, boolean writes, long nowNs);
  }

  record Waiter(
      int slot, boolean writes, long giveUpNs, Runnable work, Consumer<ClusterError> refused) {}

  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();

  boolean isEmpty() {
    return waiters.isEmpty();
  }

  /**
   * @param slot that the work is about, -1 for none in particular
   * @param work to be done once it may; it asks the router again
   * @param refused told why it may not
   */
  void add(int slot, boolean writes, long giveUpNs, Runnable work, Consumer<ClusterError> refused) {
    waiters.add(new Waiter(slot, writes, giveUpNs, work, refused));
  }

  /**
   * Has work begin as far as it may.
   *
   * @param moving takes what waits for a slot that is being moved
   */
  void look(Gatekeeper keeper, long nowNs, Consumer<Waiter> moving) {
    Waiter first;
    while ((first = waiters.peek()) != null) {
      Gate gate = keeper.gate(first.slot(), first.writes(), nowNs);
      if (gate == Gate.MOVING) {
        moving.accept(waiters.remove());
        continue;
      }
      ClusterError why = refusal(gate, nowNs - first.giveUpNs() >= 0);
      if (why == null && gate != Gate.OPEN) {
        return;
      }
      waiters.remove();
      if (why == null) {
        first.work().run();
      } else {
        first.refused().accept(why);
      }
    }
  }

  /** {@return why work that meets this gate is refused, null if it may begin or wait} */
  static @Nullable ClusterError refusal(Gate gate, boolean hasWaited) {
    return switch (gate) {
      case OPEN, MOVING -> null;
      case TOO_FEW_MEMBERS ->
          new ClusterError(ErrorCode.NOREPLICAS, "Not enough good replicas to write.");
      case LOG_FULL ->
          hasWaited
              ? new ClusterError(
                  ErrorCode.OOM, "the replicas are too far behind, the replication log is full")
              : null;
      case WAIT, NOT_PRIMARY ->
          hasWaited
              ? new ClusterError(
                  ErrorCode.CLUSTERDOWN,
                  "The primary of the slot cannot serve now: it waits for its replicas")
              : null;
    };
  }

  /** The lane ends. */
  void refuseAll(ClusterError why) {
    Waiter next;
    while ((next = waiters.poll()) != null) {
      next.refused().accept(why);
    }
  }
}
