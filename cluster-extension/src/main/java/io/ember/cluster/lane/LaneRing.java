package io.ember.cluster.lane;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The way into a lane: a ring of preallocated cells with many producers and one consumer. Any
 * thread publishes; what one thread publishes is executed in that order.
 */
final class LaneRing {
  private final RingBuffer<LaneEvent> ring;

  /**
   * @param size cells, a power of two
   */
  LaneRing(int size, WaitStrategy waitStrategy) {
    ring = RingBuffer.createMultiProducer(LaneEvent::new, size, waitStrategy);
  }

  RingBuffer<LaneEvent> ring() {
    return ring;
  }

  SequenceBarrier newBarrier() {
    return ring.newBarrier();
  }

  /** {@return the last cell that a producer has claimed} */
  long cursor() {
    return ring.getCursor();
  }

  /** {@return whether the cell behind this sequence is published} */
  boolean hasNext(long sequence) {
    return ring.isAvailable(sequence + 1);
  }

  /** Publishes a call or task, waiting while the ring is full. Never on a loop or a lane. */
  void publish(Object item) {
    fill(ring.next(), item);
  }

  /** {@return false if the ring is full} */
  boolean tryPublish(Object item) {
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException e) {
      return false;
    }
    fill(sequence, item);
    return true;
  }

  private void fill(long sequence, Object item) {
    // Nothing between claiming and publishing may throw: a claimed cell that is never published
    // stops the lane for ever.
    ring.get(sequence).item = item;
    ring.publish(sequence);
  }

  /**
   * Publishes items from the front of the array with one claim, as many as there is room for; their
   * places in the array become null. Never waits.
   *
   * @return how many were published
   */
  int tryPublish(@Nullable Object[] items, int count) {
    int room = (int) Math.min(count, ring.remainingCapacity());
    if (room <= 0) {
      return 0;
    }
    long last;
    try {
      last = ring.tryNext(room);
    } catch (InsufficientCapacityException e) {
      return 0; // other threads were faster; the caller comes again
    }
    long first = last - room + 1;
    try {
      for (int i = 0; i < room; i++) {
        ring.get(first + i).item = items[i];
        items[i] = null;
      }
    } finally {
      ring.publish(first, last);
    }
    return room;
  }
}
