package io.ember.cluster.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads of all connections of a loop into one buffer: what is read is copied to a chunk at once, so
 * no connection needs a buffer of its own and nothing is allocated. Owner thread: the loop.
 */
final class SharedReadBuffer implements RecvByteBufAllocator {
  /** Most bytes of one reading. */
  static final int BYTES = 64 * 1024;

  /** Most readings of one connection before others have their turn. */
  private static final int MAX_READS = 4;

  private final ByteBuf buffer = Unpooled.directBuffer(BYTES, BYTES);

  @Override
  @SuppressWarnings("deprecation") // Netty's own sub-interface is what its channels ask for
  public Handle newHandle() {
    return new ReadHandle();
  }

  /** Frees the buffer, at the end of the loop. */
  void release() {
    buffer.release();
  }

  @SuppressWarnings("deprecation") // the interface is deprecated for implementing ExtendedHandle
  private final class ReadHandle implements ExtendedHandle {
    private @Nullable ChannelConfig config;
    private int reads;
    private int attempted;
    private int last;

    @Override
    public ByteBuf allocate(ByteBufAllocator alloc) {
      if (buffer.refCnt() != 1) {
        return alloc.directBuffer(BYTES, BYTES);
      }
      return buffer.clear().retain();
    }

    @Override
    public int guess() {
      return BYTES;
    }

    @Override
    public void reset(ChannelConfig channelConfig) {
      config = channelConfig;
      reads = 0;
    }

    @Override
    public void incMessagesRead(int count) {
      reads += count;
    }

    @Override
    public void lastBytesRead(int bytes) {
      last = bytes;
    }

    @Override
    public int lastBytesRead() {
      return last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public boolean continueReading() {
      ChannelConfig known = config;
      return last == attempted && reads < MAX_READS && known != null && known.isAutoRead();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return continueReading();
    }

    @Override
    public void readComplete() {}
  }
}
