package io.ember.cluster.forward;

import io.ember.cluster.model.NodeId;
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls on one slot that this node passes on, in the order in which they came.
 *
 * <p>They are sent without waiting for answers as long as all of them go to one node, which keeps
 * their order. When the owner changes, those that are under way are waited for before the next one
 * goes to the new owner. What comes back to be tried again goes before what came later, once
 * everything that is under way has ended: it may come back as well.
 *
 * <p>Any thread. One thread at a time sends, and holds no lock meanwhile.
 */
final class SlotLine {
  /** One call of the line. */
  interface Traveller {
    /** {@return its place in the line; lower ones go first} */
    long number();

    /**
     * Goes. Tells the line once it {@linkplain SlotLine#arrived() has arrived} or {@linkplain
     * SlotLine#cameBack comes back}, maybe before this returns.
     *
     * @param owner where to, null if no other node owns the slot
     */
    void leave(@Nullable NodeId owner);
  }

  private final Supplier<@Nullable NodeId> owner;
  private final PriorityQueue<Traveller> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Traveller::number));
  private @Nullable NodeId destination;
  private int underWay;
  private boolean sending;
  private boolean resting;
  private boolean draining;

  /**
   * @param owner the node that owns the slot now; null if that is this node, or none
   */
  SlotLine(Supplier<@Nullable NodeId> owner) {
    this.owner = owner;
  }

  /** {@return whether none is under way and none waits} */
  synchronized boolean isEmpty() {
    return underWay == 0 && waiting.isEmpty();
  }

  /** Goes as soon as it may. */
  void join(Traveller traveller) {
    synchronized (this) {
      waiting.add(traveller);
    }
    goOn();
  }

  /** One that was under way was executed, or will never be. */
  void arrived() {
    synchronized (this) {
      underWay--;
    }
    goOn();
  }

  /**
   * One that was under way was certainly not executed and is to be tried again.
   *
   * @return whether somebody has to call {@link #rested} after a while
   */
  synchronized boolean cameBack(Traveller traveller) {
    underWay--;
    waiting.add(traveller);
    draining = true;
    boolean first = !resting;
    resting = true;
    return first;
  }

  /** Whoever came back has waited long enough. */
  void rested() {
    synchronized (this) {
      resting = false;
    }
    goOn();
  }

  private void goOn() {
    Traveller next;
    while ((next = takeNext()) != null) {
      try {
        next.leave(destination());
      } finally {
        synchronized (this) {
          sending = false;
        }
      }
    }
  }

  private synchronized @Nullable NodeId destination() {
    return destination;
  }

  private synchronized @Nullable Traveller takeNext() {
    if (sending || resting || waiting.isEmpty()) {
      return null;
    }
    NodeId now = owner.get();
    if (underWay > 0 && (draining || !Objects.equals(now, destination))) {
      return null;
    }
    draining = false;
    destination = now;
    underWay++;
    sending = true;
    return waiting.remove();
  }
}
