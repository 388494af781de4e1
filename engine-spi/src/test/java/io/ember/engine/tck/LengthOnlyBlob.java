package io.ember.engine.tck;

import io.ember.engine.Blob;
import java.nio.ByteBuffer;

/** A blob that says how long it is and has no bytes, for checks of lengths. */
final class LengthOnlyBlob extends Blob {
  private int freedCount;

  LengthOnlyBlob(int length) {
    lengthWritten(length);
  }

  int freedCount() {
    return freedCount;
  }

  @Override
  public int capacity() {
    return length();
  }

  @Override
  public void ensureCapacity(int capacity) {}

  @Override
  public void copyTo(int from, byte[] target, int targetOffset, int count) {
    throw new UnsupportedOperationException("no bytes");
  }

  @Override
  public void copyTo(int from, ByteBuffer target, int count) {
    throw new UnsupportedOperationException("no bytes");
  }

  @Override
  public void write(int at, byte[] source, int sourceOffset, int count) {
    throw new UnsupportedOperationException("no bytes");
  }

  @Override
  public void append(ByteBuffer source) {
    throw new UnsupportedOperationException("no bytes");
  }

  @Override
  protected void zero(int from, int count) {}

  @Override
  protected void free() {
    freedCount++;
  }
}
