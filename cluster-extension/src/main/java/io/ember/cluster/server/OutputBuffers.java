package io.ember.cluster.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.util.ArrayDeque;

/**
 * The buffers in which the replies of one loop go to its sockets: small ones for what most flushes
 * need and large ones for the rest. A buffer comes back when Netty has written and released it, so
 * the steady state allocates nothing; Netty's own pools do, since they sample for leaks.
 *
 * <p>Owner thread: the loop, on which channels release what they wrote.
 */
final class OutputBuffers {
  /** Room of a small buffer. */
  static final int SMALL_BYTES = 4 * 1024;

  /** Room of a large buffer. */
  static final int LARGE_BYTES = 64 * 1024;

  private static final int MAX_FREE_SMALL = 512;
  private static final int MAX_FREE_LARGE = 64;

  private final ArrayDeque<Buffer> freeSmall = new ArrayDeque<>();
  private final ArrayDeque<Buffer> freeLarge = new ArrayDeque<>();

  /** {@return an empty buffer with at least that much room} */
  ByteBuf take(int bytes) {
    boolean small = bytes <= SMALL_BYTES;
    Buffer free = (small ? freeSmall : freeLarge).pollLast();
    if (free != null) {
      free.reuse();
      return free;
    }
    return new Buffer(this, small ? SMALL_BYTES : LARGE_BYTES);
  }

  private void giveBack(Buffer buffer) {
    boolean small = buffer.capacity() == SMALL_BYTES;
    ArrayDeque<Buffer> free = small ? freeSmall : freeLarge;
    if (free.size() < (small ? MAX_FREE_SMALL : MAX_FREE_LARGE)) {
      free.addLast(buffer);
    } else {
      buffer.free();
    }
  }

  /** A buffer that goes back to its pool instead of being freed. */
  private static final class Buffer extends UnpooledDirectByteBuf {
    private final OutputBuffers pool;

    Buffer(OutputBuffers pool, int bytes) {
      super(UnpooledByteBufAllocator.DEFAULT, bytes, bytes);
      this.pool = pool;
    }

    void reuse() {
      resetRefCnt();
      clear();
    }

    void free() {
      super.deallocate();
    }

    @Override
    protected void deallocate() {
      pool.giveBack(this);
    }
  }
}
