package io.ember.cluster.bus;

import java.util.ArrayDeque;

/**
 * Byte arrays that are used again, by their sizes: powers of two. A few of each are kept; larger
 * ones are left to the collector. Any thread.
 */
public final class BulkPool {
  private static final int LEAST_SHIFT = 9;
  private static final int MOST_SHIFT = 21;
  private static final int KEPT_BYTES = 2 << 20;

  private final ArrayDeque<byte[]>[] free = newQueues();

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private static ArrayDeque<byte[]>[] newQueues() {
    ArrayDeque<byte[]>[] queues = new ArrayDeque[MOST_SHIFT - LEAST_SHIFT + 1];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new ArrayDeque<>();
    }
    return queues;
  }

  /** {@return an array of at least so many bytes, with anything in it} */
  public byte[] take(int bytes) {
    int shift = Math.max(LEAST_SHIFT, 32 - Integer.numberOfLeadingZeros(Math.max(1, bytes - 1)));
    if (shift > MOST_SHIFT) {
      return new byte[bytes];
    }
    byte[] kept;
    synchronized (this) {
      kept = free[shift - LEAST_SHIFT].poll();
    }
    return kept == null ? new byte[1 << shift] : kept;
  }

  /** {@return a payload in an array that was taken here} */
  public Bulk bulk(byte[] bytes, int length) {
    return new Bulk(this, bytes, length);
  }

  /**
   * {@return a payload in an array that was taken here, or in a smaller one: what waits to be sent
   * must not hold much more than it says}
   */
  public Bulk fitting(byte[] bytes, int length) {
    byte[] smaller = length <= bytes.length / 2 ? take(length) : bytes;
    if (smaller.length < bytes.length) {
      System.arraycopy(bytes, 0, smaller, 0, length);
      giveBack(bytes);
      return new Bulk(this, smaller, length);
    }
    return new Bulk(this, bytes, length);
  }

  /** Takes an array back. */
  public void giveBack(byte[] bytes) {
    int shift = 31 - Integer.numberOfLeadingZeros(bytes.length);
    if (shift < LEAST_SHIFT || shift > MOST_SHIFT || bytes.length != 1 << shift) {
      return;
    }
    synchronized (this) {
      ArrayDeque<byte[]> queue = free[shift - LEAST_SHIFT];
      if ((long) queue.size() << shift < KEPT_BYTES) {
        queue.add(bytes);
      }
    }
  }
}
