package io.ember.offheap;

import java.nio.ByteBuffer;

/**
 * Copies between memory and NIO buffers of either kind, moving the buffer's position. Stateless.
 */
final class NativeBuffers {
  /** Bytes that go through an array at a time for a buffer without one. */
  private static final int STEP = 8192;

  private NativeBuffers() {}

  /** Memory to the buffer's position. */
  static void copyTo(long address, ByteBuffer target, int count) {
    if (count > target.remaining()) {
      throw new java.nio.BufferOverflowException();
    }
    int at = target.position();
    if (target.hasArray()) {
      RawMemory.copyOut(address, target.array(), target.arrayOffset() + at, count);
    } else {
      RawMemory.copy(address, RawMemory.addressOf(target) + at, count);
    }
    target.position(at + count);
  }

  /** The buffer's next bytes to memory. */
  static void copyFrom(ByteBuffer source, int count, long address) {
    int at = source.position();
    if (source.hasArray()) {
      RawMemory.copyIn(source.array(), source.arrayOffset() + at, count, address);
    } else if (source.isDirect()) {
      RawMemory.copy(RawMemory.addressOf(source) + at, address, count);
    } else { // a read-only view of an array
      byte[] step = new byte[Math.min(STEP, count)];
      for (int done = 0; done < count; ) {
        int bytes = Math.min(step.length, count - done);
        source.get(step, 0, bytes);
        RawMemory.copyIn(step, 0, bytes, address + done);
        done += bytes;
      }
    }
    source.position(at + count);
  }
}
