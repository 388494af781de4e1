package io.ember.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A large value in an allocation of its own, shared by counting references.
 *
 * <p>It is written by the one who allocated it and never again once it has been put into a store or
 * a reply, so several readers on several threads may hold it: a slow client that is still being
 * sent a value does not stop the value from being replaced. The memory is freed when the last
 * reference is released. Born with one reference.
 *
 * <p>Owner thread: any, one writer before it is published; {@link #retain} and {@link #release}
 * from any thread.
 */
public abstract class Blob {
  private static final AtomicIntegerFieldUpdater<Blob> REFERENCES =
      AtomicIntegerFieldUpdater.newUpdater(Blob.class, "references");
  private static final int COPY_SLICE_BYTES = 64 * 1024;

  private volatile int references = 1;
  private int length;

  /** Born empty: {@link #append} or {@link #setLength} give it a length. */
  protected Blob() {}

  /** {@return how many bytes the value has} */
  public final int length() {
    return length;
  }

  /** {@return how many bytes fit without a new allocation} */
  public abstract int capacity();

  /**
   * Makes room for at least {@code capacity} bytes, keeping the content. Only before publication.
   *
   * @throws StoreException if there is no memory
   */
  public abstract void ensureCapacity(int capacity);

  /** Copies {@code count} bytes from {@code from} on into the array. */
  public abstract void copyTo(int from, byte[] target, int targetOffset, int count);

  /** Copies {@code count} bytes from {@code from} on to the buffer's position and moves it. */
  public abstract void copyTo(int from, ByteBuffer target, int count);

  /** Overwrites {@code count} bytes at {@code at}, within the length. Only before publication. */
  public abstract void write(int at, byte[] source, int sourceOffset, int count);

  /** Appends what remains in the buffer, growing if needed. Only before publication. */
  public abstract void append(ByteBuffer source);

  /** Appends bytes, growing if needed. Only before publication. */
  public final void append(byte[] source, int offset, int count) {
    int at = length;
    ensureCapacity(Math.addExact(at, count));
    length = at + count;
    write(at, source, offset, count);
  }

  /** Appends all of another blob, growing if needed. Only before publication. */
  public final void append(Blob source) {
    int at = length;
    setLength(Math.addExact(at, source.length));
    byte[] slice = new byte[Math.min(source.length, COPY_SLICE_BYTES)];
    for (int from = 0; from < source.length; from += slice.length) {
      int count = Math.min(slice.length, source.length - from);
      source.copyTo(from, slice, 0, count);
      write(at + from, slice, 0, count);
    }
  }

  /**
   * Sets the length within the capacity; bytes that come in by this are zero. Only before
   * publication.
   */
  public final void setLength(int newLength) {
    ensureCapacity(newLength);
    if (newLength > length) {
      zero(length, newLength - length);
    }
    length = newLength;
  }

  /** Sets the length after the subclass wrote behind it. */
  protected final void lengthWritten(int newLength) {
    length = newLength;
  }

  /** Fills the range with zeros; the range lies within the capacity, perhaps behind the length. */
  protected abstract void zero(int from, int count);

  /** Frees the memory. Called once, after the last reference is gone. */
  protected abstract void free();

  /** {@return whether only one reference exists, so that its holder may write} */
  public final boolean isExclusive() {
    return references == 1;
  }

  /** Adds a reference. {@return this} */
  public final Blob retain() {
    if (REFERENCES.getAndIncrement(this) <= 0) {
      throw new IllegalStateException("blob used after it was freed");
    }
    return this;
  }

  /** Gives a reference back; the last one frees the memory. */
  public final void release() {
    int left = REFERENCES.decrementAndGet(this);
    if (left == 0) {
      free();
    } else if (left < 0) {
      throw new IllegalStateException("blob released more often than retained");
    }
  }

  @Override
  public String toString() {
    return "Blob[" + length + "]";
  }
}
