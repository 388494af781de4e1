package io.ember.cluster.bus;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A payload in memory that is used again: of frames that come so often that each must not be
 * garbage. Whoever has it gives it back once; any thread.
 */
public final class Bulk {
  private final BulkPool pool;
  private final byte[] bytes;
  private final int length;
  private final AtomicInteger holders = new AtomicInteger(1);

  Bulk(BulkPool pool, byte[] bytes, int length) {
    this.pool = pool;
    this.bytes = bytes;
    this.length = length;
  }

  /** {@return what begins with the payload; what follows it means nothing} */
  public byte[] bytes() {
    return bytes;
  }

  /** {@return how many bytes the payload has} */
  public int length() {
    return length;
  }

  /** So many have it from here on, in place of one. */
  public void share(int count) {
    holders.addAndGet(count - 1);
  }

  /** One of those that have it needs it no more. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      pool.giveBack(bytes);
    }
  }
}
