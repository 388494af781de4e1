package io.ember.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A blob on the Java heap, for stores and engines that keep everything there. */
public final class HeapBlob extends Blob {
  private byte[] memory;

  public HeapBlob(int capacity) {
    memory = allocate(capacity);
  }

  private static byte[] allocate(int capacity) {
    try {
      return new byte[capacity];
    } catch (OutOfMemoryError e) {
      // One large array that does not fit: the JVM is well, and so is everybody who asks for less.
      throw new StoreException("no memory for a value of " + capacity + " bytes", e);
    }
  }

  @Override
  public int capacity() {
    return memory.length;
  }

  @Override
  public void ensureCapacity(int capacity) {
    if (capacity > memory.length) {
      byte[] larger = allocate(Math.max(capacity, (int) Math.min(2L * memory.length, 1 << 30)));
      System.arraycopy(memory, 0, larger, 0, memory.length);
      memory = larger;
    }
  }

  @Override
  public void copyTo(int from, byte[] target, int targetOffset, int count) {
    System.arraycopy(memory, from, target, targetOffset, count);
  }

  @Override
  public void copyTo(int from, ByteBuffer target, int count) {
    target.put(memory, from, count);
  }

  @Override
  public void write(int at, byte[] source, int sourceOffset, int count) {
    System.arraycopy(source, sourceOffset, memory, at, count);
  }

  @Override
  public void append(ByteBuffer source) {
    int count = source.remaining();
    int at = length();
    ensureCapacity(Math.addExact(at, count));
    source.get(memory, at, count);
    lengthWritten(at + count);
  }

  @Override
  protected void zero(int from, int count) {
    Arrays.fill(memory, from, from + count, (byte) 0);
  }

  @Override
  protected void free() {
    memory = new byte[0];
  }
}
