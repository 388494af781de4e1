package io.ember.cluster.server;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection that have begun and whose replies have not been sent, in the order of
 * the requests: a ring that grows. Owner thread: the loop.
 */
final class ReplyOrder {
  private static final int INITIAL_CALLS = 16;

  private @Nullable ClientCall[] ring = new ClientCall[INITIAL_CALLS];
  private int head;
  private int count;

  /** {@return how many calls there are} */
  int count() {
    return count;
  }

  /** Adds a call at the end. */
  void add(ClientCall call) {
    if (count == ring.length) {
      grow();
    }
    ring[(head + count) & (ring.length - 1)] = call;
    count++;
  }

  /** {@return the call whose reply is to be sent next, or null} */
  @Nullable ClientCall first() {
    return count == 0 ? null : ring[head];
  }

  /** Removes the first call. */
  void removeFirst() {
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    count--;
  }

  private void grow() {
    @Nullable ClientCall[] larger = Arrays.copyOf(ring, 2 * ring.length);
    // What stood at the front of the old array follows what stood at its end.
    System.arraycopy(ring, 0, larger, ring.length, head);
    Arrays.fill(larger, 0, head, null);
    ring = larger;
  }
}
