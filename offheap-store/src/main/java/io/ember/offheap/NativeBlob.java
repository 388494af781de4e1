package io.ember.offheap;

import io.ember.engine.Blob;
import io.ember.engine.SlotStore;
import io.ember.engine.StoreException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A large value in native memory of its own.
 *
 * <p>Capacity is address space: the operating system commits a page when it is first written, so
 * room that is asked for and not used costs nothing. It grows by half at least, so appending is
 * linear in all. Owner thread: see {@link Blob}.
 */
final class NativeBlob extends Blob {
  private static final int PAGE_BYTES = 4096;
  private static final AtomicLong LIVE = new AtomicLong();

  private long address;
  private int capacity;

  /**
   * @throws StoreException if there is no memory
   */
  NativeBlob(int capacity) {
    this.capacity = checked(capacity);
    try {
      address = RawMemory.allocate(Math.max(1, capacity));
    } catch (OutOfMemoryError e) {
      throw noMemory(capacity, e);
    }
    LIVE.incrementAndGet();
  }

  /** {@return how many blobs exist that were not freed, for tests and leak checks} */
  static long liveCount() {
    return LIVE.get();
  }

  /** {@return bytes of memory that a blob of this length commits} */
  static long committedBytes(int length) {
    return (long) length + PAGE_BYTES - 1 & -PAGE_BYTES;
  }

  private static int checked(int capacity) {
    if (capacity < 0 || capacity > SlotStore.MAX_VALUE_BYTES) {
      throw new StoreException(
          "a value has at most " + SlotStore.MAX_VALUE_BYTES + " bytes, not " + capacity);
    }
    return capacity;
  }

  private static StoreException noMemory(long bytes, OutOfMemoryError cause) {
    return new StoreException(
        "no memory for a value of " + bytes + " bytes; nothing changed", cause);
  }

  /** {@return where the value lies} */
  long address() {
    if (address == 0) {
      throw new IllegalStateException("blob used after it was freed");
    }
    return address;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public void ensureCapacity(int wanted) {
    if (checked(wanted) <= capacity) {
      return;
    }
    int larger = Math.min(SlotStore.MAX_VALUE_BYTES, Math.max(wanted, capacity + (capacity >> 1)));
    try {
      address = RawMemory.reallocate(address(), larger);
    } catch (OutOfMemoryError e) {
      throw noMemory(larger, e);
    }
    capacity = larger;
  }

  @Override
  public void copyTo(int from, byte[] target, int targetOffset, int count) {
    checkRange(from, count);
    java.util.Objects.checkFromIndexSize(targetOffset, count, target.length);
    RawMemory.copyOut(address() + from, target, targetOffset, count);
  }

  @Override
  public void copyTo(int from, ByteBuffer target, int count) {
    checkRange(from, count);
    NativeBuffers.copyTo(address() + from, target, count);
  }

  @Override
  public void write(int at, byte[] source, int sourceOffset, int count) {
    checkRange(at, count);
    java.util.Objects.checkFromIndexSize(sourceOffset, count, source.length);
    RawMemory.copyIn(source, sourceOffset, count, address() + at);
  }

  @Override
  public void append(ByteBuffer source) {
    int at = length();
    int count = source.remaining();
    ensureCapacity(Math.addExact(at, count));
    NativeBuffers.copyFrom(source, count, address() + at);
    lengthWritten(at + count);
  }

  /** Appends memory. */
  void append(long from, int count) {
    int at = length();
    ensureCapacity(Math.addExact(at, count));
    RawMemory.copy(from, address() + at, count);
    lengthWritten(at + count);
  }

  @Override
  protected void zero(int from, int count) {
    RawMemory.zero(address() + from, count);
  }

  @Override
  protected void free() {
    long memory = address();
    address = 0;
    LIVE.decrementAndGet();
    LargeFrees.free(memory, capacity);
  }

  private void checkRange(int from, int count) {
    java.util.Objects.checkFromIndexSize(from, count, length());
  }
}
