package io.ember.engine.command;

import io.ember.engine.Blob;
import io.ember.engine.EngineCall;

/**
 * An argument of a call, wherever it lies. Valid as long as the call has it. Owner thread: the
 * call's.
 */
record PayloadInput(EngineCall call, int index) {
  int length() {
    return call.argumentLength(index);
  }

  /** Copies {@code count} bytes from {@code from} on into the array. */
  void copyTo(int from, byte[] target, int targetOffset, int count) {
    Blob blob = call.argumentBlob(index);
    if (blob == null) {
      System.arraycopy(
          call.array(), call.argumentOffset(index) + from, target, targetOffset, count);
    } else {
      blob.copyTo(from, target, targetOffset, count);
    }
  }

  /** {@return a copy of {@code count} bytes from {@code from} on} */
  byte[] copy(int from, int count) {
    byte[] bytes = new byte[count];
    copyTo(from, bytes, 0, count);
    return bytes;
  }
}
