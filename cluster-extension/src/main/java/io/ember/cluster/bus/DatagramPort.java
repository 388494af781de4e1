package io.ember.cluster.bus;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.engine.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP socket: seals what goes out, opens what comes in. {@link #send} is for any thread, all
 * else is owned by the bus loop.
 */
final class DatagramPort extends SimpleChannelInboundHandler<DatagramPacket> {
  /** Most datagrams that wait for the loop. */
  private static final int MAX_QUEUED = 4096;

  /** Most notices in a second: who replays old datagrams gets less than it sends. */
  private static final int MAX_NOTICES = 1000;

  /** Receivers whose last datagram is kept, to send it again when they turn out to be restarted. */
  private static final int MAX_KEPT = 4096;

  private static final long KEPT_NS = TimeUnit.SECONDS.toNanos(1);
  private static final Logger LOG = LoggerFactory.getLogger(DatagramPort.class);

  private final BusContext context;
  private final HostResolver resolver;
  private final Function<NodeId, @Nullable Endpoint> book;
  private final DatagramSeal seal;
  private final AtomicInteger queuedCount = new AtomicInteger();
  private final Map<NodeId, Sent> lastSent = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable ChannelHandlerContext channel;
  private long noticeSecondNs;
  private int noticeCount;

  /** A datagram that was sent, and for which run of its receiver. */
  private record Sent(Endpoint to, byte[] payload, long run, long atNs) {}

  DatagramPort(
      BusContext context, HostResolver resolver, Function<NodeId, @Nullable Endpoint> book) {
    this.context = context;
    this.resolver = resolver;
    this.book = book;
    seal = new DatagramSeal(context.secret(), context.self(), context.runs());
  }

  void become(BusIdentity identity) {
    seal.become(identity);
    lastSent.clear();
  }

  /** {@return false if it was dropped; any thread} */
  boolean send(Endpoint to, NodeId receiver, byte[] payload) {
    if (payload.length > DatagramSeal.MAX_PAYLOAD_BYTES) {
      context.counters().count(BusCounters.Traffic.DATAGRAMS_DROPPED);
      return false;
    }
    if (queuedCount.incrementAndGet() > MAX_QUEUED) {
      queuedCount.decrementAndGet();
      context.counters().count(BusCounters.Traffic.DATAGRAMS_DROPPED);
      return false;
    }
    try {
      context
          .loop()
          .execute(
              () -> {
                queuedCount.decrementAndGet();
                sealAndSend(to, receiver, payload);
              });
      return true;
    } catch (RejectedExecutionException e) {
      context.counters().count(BusCounters.Traffic.DATAGRAMS_DROPPED);
      return false;
    }
  }

  private void sealAndSend(Endpoint to, NodeId receiver, byte[] payload) {
    long run = context.runs().highest(receiver);
    lastSent.put(receiver, new Sent(to, payload, run, System.nanoTime()));
    if (lastSent.size() > MAX_KEPT) {
      lastSent.remove(lastSent.keySet().iterator().next());
    }
    byte[] sealed = seal.seal(receiver, payload);
    resolver.resolve(
        to.host(),
        address -> {
          if (address == null) {
            context.counters().count(BusCounters.Traffic.DATAGRAMS_DROPPED);
          } else {
            write(sealed, new InetSocketAddress(address, to.port()));
          }
        });
  }

  private void write(byte[] sealed, InetSocketAddress to) {
    ChannelHandlerContext open = channel;
    if (open == null || !open.channel().isWritable()) {
      context.counters().count(BusCounters.Traffic.DATAGRAMS_DROPPED);
      return;
    }
    context.counters().count(BusCounters.Traffic.DATAGRAMS_SENT);
    context.counters().count(BusCounters.Traffic.DATAGRAM_BYTES_SENT, sealed.length);
    open.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(sealed), to));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    ByteBuf content = packet.content();
    byte[] datagram = new byte[content.readableBytes()];
    content.readBytes(datagram);
    try {
      take(datagram, packet.sender());
    } catch (RefusedException e) {
      context.refusals().refused(e.refusal(), packet.sender(), String.valueOf(e.getMessage()));
    } catch (ProtocolException e) {
      context
          .refusals()
          .refused(Refusal.BAD_CONTENT, packet.sender(), String.valueOf(e.getMessage()));
    }
  }

  private void take(byte[] datagram, InetSocketAddress from) {
    DatagramSeal.Opened opened = seal.open(datagram);
    switch (opened.verdict()) {
      case GOOD -> {
        context.counters().count(BusCounters.Traffic.DATAGRAMS_RECEIVED);
        context.counters().count(BusCounters.Traffic.DATAGRAM_BYTES_RECEIVED, datagram.length);
        context
            .handler()
            .onDatagram(opened.sender(), name(opened.sender().nodeId(), from), opened.payload());
      }
      case STALE -> {
        context
            .refusals()
            .refused(Refusal.STALE_RUN, opened.sender().nodeId(), "is for an earlier run");
        if (mayNotice()) {
          write(seal.notice(opened.sender()), from);
        }
      }
      case NOTICE -> repeat(opened.sender());
    }
  }

  /** The receiver of what was sent last has been restarted, or never spoke before. */
  private void repeat(BusIdentity receiver) {
    Sent last = lastSent.get(receiver.nodeId());
    if (last != null && last.run() < receiver.run() && System.nanoTime() - last.atNs() < KEPT_NS) {
      context.counters().count(BusCounters.Traffic.DATAGRAMS_REPEATED);
      sealAndSend(last.to(), receiver.nodeId(), last.payload());
    }
  }

  private boolean mayNotice() {
    long nowNs = System.nanoTime();
    if (nowNs - noticeSecondNs > TimeUnit.SECONDS.toNanos(1)) {
      noticeSecondNs = nowNs;
      noticeCount = 0;
    }
    return ++noticeCount <= MAX_NOTICES;
  }

  /** {@return where it came from, by the name in the book if that is the same place} */
  private Endpoint name(NodeId sender, InetSocketAddress from) {
    Endpoint known = book.apply(sender);
    if (known != null
        && known.port() == from.getPort()
        && from.getAddress().equals(resolver.known(known.host()))) {
      return known;
    }
    return new Endpoint(from.getAddress().getHostAddress(), from.getPort());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // The socket stays: what went wrong concerns one datagram.
    LOG.warn("a datagram was lost by a fault", cause);
  }
}
