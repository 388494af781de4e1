package io.ember.cluster.bus;

import io.ember.engine.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: first the messages of its handshake, each of a length that is known before it
 * comes, then frames. What is wrong closes it without a word. Owner thread: the loop of its link.
 */
abstract class BusConnection extends ByteToMessageDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(BusConnection.class);

  private final BusContext context;
  private final boolean initiator;
  private final long openedNs = System.nanoTime();
  private final long openedAtMs = System.currentTimeMillis();
  private final AtomicLong unsentBytes = new AtomicLong();
  private volatile @Nullable ChannelHandlerContext channel;
  private @Nullable FrameCodec codec;
  private volatile @Nullable Session session;
  private volatile boolean closing;
  private volatile long heardNs = openedNs;
  private boolean moving;

  BusConnection(BusContext context, boolean initiator) {
    this.context = context;
    this.initiator = initiator;
  }

  /** {@return how many bytes the message of the handshake has that comes next} */
  abstract int handshakeBytes();

  /** Takes a message of the handshake. */
  abstract void onHandshake(byte[] message);

  /** Takes a frame. */
  abstract void onFrame(Session from, Frame frame);

  /** The connection can be written to again, or cannot. */
  abstract void onWritable(boolean writable);

  /** The connection is gone. */
  abstract void onClosed();

  final BusContext context() {
    return context;
  }

  /** {@return what the handshake yielded, null before; any thread} */
  final @Nullable Session session() {
    return session;
  }

  /** {@return when it was opened, monotonic; any thread} */
  final long openedNs() {
    return openedNs;
  }

  /** {@return when something was last heard, monotonic; any thread} */
  final long heardNs() {
    return heardNs;
  }

  /** {@return bytes that the socket has not taken; any thread} */
  final long unsentBytes() {
    return unsentBytes.get();
  }

  final boolean isWritable() {
    ChannelHandlerContext open = channel;
    return open != null && open.channel().isWritable();
  }

  /** {@return how it is told of, null before the handshake is over; any thread} */
  final @Nullable LinkFigures figures() {
    Session proved = session;
    return proved == null
        ? null
        : new LinkFigures(
            proved.peer().nodeId(), proved.link(), !initiator, openedAtMs, unsentBytes.get());
  }

  @Override
  protected final void handlerRemoved0(ChannelHandlerContext ctx) {
    channel = null;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx;
  }

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    heardNs = System.nanoTime();
    super.channelRead(ctx, message);
  }

  /** Reads on only if that is wanted: the decoder of Netty would, after a read without a result. */
  @Override
  public final void channelReadComplete(ChannelHandlerContext ctx) {
    discardSomeReadBytes();
    ctx.fireChannelReadComplete();
  }

  @Override
  protected final void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (closing) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (moving) {
      return; // the loop that takes the connection over takes what is there
    }
    try {
      takeNext(in);
    } catch (RefusedException e) {
      refuse(e.refusal(), e.getMessage());
    } catch (ProtocolException e) {
      refuse(Refusal.BAD_CONTENT, e.getMessage());
    }
  }

  private void takeNext(ByteBuf in) {
    FrameCodec proved = codec;
    Session from = session;
    if (proved == null || from == null) {
      takeHandshake(in);
      return;
    }
    int before = in.readableBytes();
    Frame frame = proved.decode(in);
    if (frame != null) {
      context.counters().count(BusCounters.Traffic.FRAMES_RECEIVED);
      context
          .counters()
          .count(BusCounters.Traffic.FRAME_BYTES_RECEIVED, before - in.readableBytes());
      onFrame(from, frame);
    }
  }

  private void takeHandshake(ByteBuf in) {
    if (in.readableBytes() < Wire.PREFIX_BYTES) {
      return;
    }
    // A stranger is sent away at once, he need not finish his message.
    Wire.checkPrefix(in.getShort(in.readerIndex()), in.getByte(in.readerIndex() + 2));
    if (in.readableBytes() >= handshakeBytes()) {
      byte[] message = new byte[handshakeBytes()];
      in.readBytes(message);
      onHandshake(message);
    }
  }

  /** From here on there are frames. */
  final void prove(Session agreed) {
    session = agreed;
    codec = new FrameCodec(agreed, initiator, context.bulks());
    context.proved().add(this);
  }

  /**
   * Gives the connection to another loop: the one that accepts does not know what for. Nothing is
   * decoded until it is there.
   */
  final void moveTo(EventLoop loop) {
    ChannelHandlerContext open = channel;
    if (open == null || open.channel().eventLoop() == loop) {
      return;
    }
    moving = true;
    Channel moved = open.channel();
    moved
        .deregister()
        .addListener(
            left -> {
              if (left.isSuccess()) {
                loop.register(moved).addListener(arrived -> arrive(moved, arrived.isSuccess()));
              } else {
                arrive(moved, false);
              }
            });
  }

  private void arrive(Channel moved, boolean success) {
    moving = false;
    ChannelHandlerContext open = channel;
    if (!success || open == null) {
      close();
      moved.close();
      onClosed(); // a channel without a loop does not say that it is inactive
      return;
    }
    try {
      super.channelRead(open, Unpooled.EMPTY_BUFFER); // what came before it moved
    } catch (Exception e) {
      exceptionCaught(open, e);
    }
  }

  /** {@return whether the calling thread owns the connection} */
  final boolean isOwned() {
    ChannelHandlerContext open = channel;
    return open != null && open.channel().eventLoop().inEventLoop();
  }

  /** Has the owner do something. */
  final void execute(Runnable task) {
    ChannelHandlerContext open = channel;
    if (open != null) {
      open.channel().eventLoop().execute(task);
    }
  }

  /** Writes a message of the handshake. */
  final void writeHandshake(byte[] message) {
    ChannelHandlerContext open = channel;
    if (open != null && !closing) {
      open.writeAndFlush(Unpooled.wrappedBuffer(message));
    }
  }

  /** Writes a frame; {@code written} is run once the socket has taken it or never will. */
  final void write(Frame frame, Runnable written) {
    ChannelHandlerContext open = channel;
    FrameCodec proved = codec;
    if (open == null || proved == null || closing) {
      written.run();
      return;
    }
    ByteBuf bytes = proved.encode(open.alloc(), frame);
    int lengthBytes = bytes.readableBytes();
    unsentBytes.addAndGet(lengthBytes);
    context.counters().count(BusCounters.Traffic.FRAMES_SENT);
    context.counters().count(BusCounters.Traffic.FRAME_BYTES_SENT, lengthBytes);
    open.writeAndFlush(bytes)
        .addListener(
            done -> {
              unsentBytes.addAndGet(-lengthBytes);
              written.run();
            });
  }

  /** Reads, or leaves what comes in the socket. */
  final void read(boolean wanted) {
    ChannelHandlerContext open = channel;
    if (open != null) {
      open.channel().config().setAutoRead(wanted);
    }
  }

  /** Counts what is wrong and closes; any thread. */
  final void refuse(Refusal why, @Nullable String message) {
    if (!closing) {
      context.refusals().refused(why, remote(), String.valueOf(message));
      close();
    }
  }

  private Object remote() {
    ChannelHandlerContext open = channel;
    SocketAddress address = open == null ? null : open.channel().remoteAddress();
    Session proved = session;
    return proved == null ? String.valueOf(address) : proved.peer().nodeId() + "@" + address;
  }

  final boolean isClosing() {
    return closing;
  }

  /** Closes at once; any thread. */
  final void close() {
    closing = true;
    context.proved().remove(this);
    ChannelHandlerContext open = channel;
    if (open != null) {
      open.close();
    }
  }

  /** Closes once what was written is sent. */
  final void closeAfter(Frame last) {
    ChannelHandlerContext open = channel;
    FrameCodec proved = codec;
    if (open != null && proved != null && !closing) {
      closing = true;
      context.proved().remove(this);
      open.writeAndFlush(proved.encode(open.alloc(), last))
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      close();
    }
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    closing = true;
    context.proved().remove(this);
    onClosed();
  }

  @Override
  public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
    onWritable(ctx.channel().isWritable());
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("connection with {} broke: {}", remote(), cause.toString());
    } else {
      LOG.error("connection with {} is closed by a fault of this node", remote(), cause);
    }
    close();
  }
}
