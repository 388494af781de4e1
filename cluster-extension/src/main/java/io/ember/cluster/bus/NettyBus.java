package io.ember.cluster.bus;

import static java.util.Objects.requireNonNull;

import io.ember.cluster.bus.BusException.Reason;
import io.ember.cluster.config.BusConfig;
import io.ember.cluster.config.Hosts;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.engine.ConfigException;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bus over sockets: one TCP and one UDP port of the same number, and the bus loop, a thread
 * that owns all connections and keys. Any thread may call it.
 */
public final class NettyBus implements Bus {
  private static final int LOOPS = 2;
  private static final int BACKLOG = 256;
  private static final int BIND_ATTEMPTS = 50;
  private static final int CONNECT_TIMEOUT_MS = 1_000;
  private static final int MAX_CONTACTS_WAITING = 1024;
  private static final int DATAGRAM_BUFFER_BYTES = 1 << 20;
  private static final int DATAGRAM_READ_BYTES = 2048;
  private static final int LOW_WATER_BYTES = 256 << 10;
  private static final int HIGH_WATER_BYTES = 1 << 20;
  private static final int MAX_FLUSHES_JOINED = 64;
  private static final long SWEEP_MS = 250;
  private static final long DATA_SWEEP_MS = 500;
  private static final long STOP_MS = 2_000;
  private static final Logger LOG = LoggerFactory.getLogger(NettyBus.class);

  private final BusConfig config;
  private final BusContext context;
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          LOOPS, new DefaultThreadFactory("ember-bus", true), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final EventLoop dataLoop = group.next();
  private final HostResolver resolver = new HostResolver(loop);
  private final InboundBook inbound;
  private final DatagramPort datagrams;
  private final Bootstrap dialing;
  private final Map<NodeId, Peer> peers = new ConcurrentHashMap<>();
  private final AtomicInteger contactsWaiting = new AtomicInteger();

  // Owned by the loop.
  private final Map<Endpoint, OutboundLink> contacts = new HashMap<>();

  private volatile @Nullable Channel listener;
  private volatile @Nullable Channel socket;
  private volatile boolean closed;

  /** A node in the address book and the ways to it. */
  private final class Peer {
    private final Map<Link, OutboundLink> links = new EnumMap<>(Link.class);
    private volatile Endpoint address;

    Peer(NodeId node, Endpoint address) {
      this.address = address;
      for (Link link : Link.values()) {
        links.put(link, new OutboundLink(context, new Dialing(), link, node, address));
      }
    }

    OutboundLink link(Link link) {
      return requireNonNull(links.get(link), "a peer has every link");
    }

    Collection<OutboundLink> links() {
      return links.values();
    }
  }

  /**
   * @param self who this node says that it is
   */
  public NettyBus(BusConfig config, BusIdentity self) {
    this.config = config;
    context = new BusContext(loop, dataLoop, ClusterSecret.from(config), self, new BusCounters());
    inbound = new InboundBook(context, new Watching());
    datagrams = new DatagramPort(context, resolver, this::addressOrNull);
    dialing =
        new Bootstrap()
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark());
  }

  // ---- life

  @Override
  public void onEachThread(Runnable task) {
    group.forEach(executor -> executor.execute(task));
  }

  @Override
  public void start(BusHandler handler) {
    if (context.secret().isNone() && !config.insecure() && !Hosts.isLoopback(config.host())) {
      throw new ConfigException(
          "the cluster bus would listen on "
              + config.host()
              + " without a secret: set ember.cluster.secret, or ember.bus.host to a loopback"
              + " address, or ember.bus.insecure = true if everybody who can reach it may join");
    }
    context.handler(handler);
    bind();
    loop.scheduleWithFixedDelay(this::sweep, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    dataLoop.scheduleWithFixedDelay(
        () -> sweepLinks(dataLoop), DATA_SWEEP_MS, DATA_SWEEP_MS, TimeUnit.MILLISECONDS);
    LOG.info("bus listening host={} port={} secret={}", config.host(), port(), context.secret());
  }

  /** Binds both sockets to one number; a free one for both if none is configured. */
  private void bind() {
    int attempts = config.port() == 0 ? BIND_ATTEMPTS : 1;
    for (int i = 1; ; i++) {
      Channel tcp = opened(bindTcp(config.port()), config.port(), "TCP");
      int port = ((InetSocketAddress) tcp.localAddress()).getPort();
      ChannelFuture udp = bindUdp(port);
      if (udp.isSuccess() || i == attempts) {
        listener = tcp;
        socket = opened(udp, port, "UDP");
        return;
      }
      tcp.close().awaitUninterruptibly();
    }
  }

  private Channel opened(ChannelFuture bound, int port, String protocol) {
    if (!bound.isSuccess()) {
      throw new ConfigException(
          "the cluster bus cannot listen on "
              + config.host()
              + ":"
              + port
              + " ("
              + protocol
              + "): "
              + bound.cause(),
          bound.cause());
    }
    return bound.channel();
  }

  private ChannelFuture bindTcp(int port) {
    return new ServerBootstrap()
        .group(loop)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (closed) {
                  channel.close();
                } else {
                  channel.pipeline().addLast(joinedFlushes(), inbound.accept());
                }
              }
            })
        .bind(config.host(), port)
        .awaitUninterruptibly();
  }

  private ChannelFuture bindUdp(int port) {
    return new Bootstrap()
        .group(loop)
        .channel(NioDatagramChannel.class)
        .option(ChannelOption.SO_RCVBUF, DATAGRAM_BUFFER_BYTES)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_READ_BYTES))
        .handler(
            new ChannelInitializer<NioDatagramChannel>() {
              @Override
              protected void initChannel(NioDatagramChannel channel) {
                channel.pipeline().addLast(datagrams);
              }
            })
        .bind(config.host(), port)
        .awaitUninterruptibly();
  }

  private static WriteBufferWaterMark waterMark() {
    return new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES);
  }

  private static FlushConsolidationHandler joinedFlushes() {
    return new FlushConsolidationHandler(MAX_FLUSHES_JOINED, true);
  }

  @Override
  public int port() {
    Channel open = listener;
    if (open == null) {
      throw new IllegalStateException("the bus is not started");
    }
    return ((InetSocketAddress) open.localAddress()).getPort();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    resolver.close();
    for (Channel channel : new Channel[] {listener, socket}) {
      if (channel != null) {
        channel.close().awaitUninterruptibly();
      }
    }
    BusException why = new BusException(Reason.CLOSED, "the bus is closed");
    onLoop(
        () -> {
          inbound.closeAll();
          allLinks().forEach(link -> onLoop(link.loop(), () -> link.end(why)));
          contacts.clear();
        });
    // One after the other, so that neither hands the other something when that is gone.
    for (EventLoop each : List.of(loop, dataLoop, loop)) {
      each.submit(() -> LOG.trace("last task")).awaitUninterruptibly(STOP_MS);
    }
    group.shutdownGracefully(0, STOP_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * STOP_MS);
  }

  private void onLoop(Runnable task) {
    onLoop(loop, task);
  }

  /** Has a loop do something, at once if that is the caller. */
  private static void onLoop(EventLoop owner, Runnable task) {
    if (owner.inEventLoop()) {
      task.run();
      return;
    }
    try {
      owner.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the bus is closed already", e);
    }
  }

  private List<OutboundLink> allLinks() {
    List<OutboundLink> all = new ArrayList<>(contacts.values());
    peers.values().forEach(peer -> all.addAll(peer.links()));
    return all;
  }

  private void sweep() {
    inbound.sweep(System.nanoTime());
    List.copyOf(contacts.values()).forEach(link -> link.sweep(System.nanoTime()));
    sweepLinks(loop);
  }

  /** Looks after the connections of one loop, on that loop. */
  private void sweepLinks(EventLoop owner) {
    long nowNs = System.nanoTime();
    for (Peer peer : peers.values()) {
      for (OutboundLink link : peer.links()) {
        if (link.loop() == owner) {
          link.sweep(nowNs);
        }
      }
    }
  }

  // ---- who is who

  @Override
  public BusIdentity self() {
    return context.self();
  }

  @Override
  public void become(BusIdentity identity) {
    BusException why =
        new BusException(Reason.CLOSED, "this node is " + identity + " from here on");
    // At once, so that no connection begins under the old name; those that have are closed below.
    context.become(identity);
    onLoop(
        () -> {
          datagrams.become(identity);
          inbound.closeAll();
          allLinks().forEach(link -> onLoop(link.loop(), () -> link.drop(why)));
        });
  }

  @Override
  public void peer(NodeId node, Endpoint address) {
    if (node.equals(context.self().nodeId())) {
      return;
    }
    Peer known = peers.computeIfAbsent(node, id -> new Peer(id, address));
    if (!known.address.equals(address)) {
      known.address = address;
      known.links().forEach(link -> link.moveTo(address));
    }
  }

  @Override
  public void forget(NodeId node) {
    BusException why = new BusException(Reason.UNKNOWN_NODE, node + " was forgotten");
    closeLinks(node, peers.remove(node), link -> link.end(why));
  }

  @Override
  public void breakLinks(NodeId node) {
    BusException why = new BusException(Reason.CONNECTION_LOST, "broken by an operator");
    closeLinks(node, peers.get(node), link -> link.drop(why));
  }

  private void closeLinks(NodeId node, @Nullable Peer known, Consumer<OutboundLink> outbound) {
    onLoop(
        () -> {
          inbound.close(node);
          if (known != null) {
            known.links().forEach(link -> onLoop(link.loop(), () -> outbound.accept(link)));
          }
        });
  }

  @Override
  public Optional<Endpoint> address(NodeId node) {
    return Optional.ofNullable(addressOrNull(node));
  }

  private @Nullable Endpoint addressOrNull(NodeId node) {
    Peer known = peers.get(node);
    return known == null ? null : known.address;
  }

  // ---- sending

  @Override
  public boolean sendDatagram(Endpoint to, NodeId receiver, byte[] payload) {
    return datagrams.send(to, receiver, payload);
  }

  @Override
  public boolean send(NodeId to, Link link, int type, byte[] payload) {
    return offer(to, link, Outgoing.oneWay(type, payload));
  }

  @Override
  public BulkPool bulks() {
    return context.bulks();
  }

  @Override
  public boolean sendBulk(NodeId to, int type, Bulk bulk) {
    return offer(to, Link.DATA, Outgoing.oneWay(type, bulk));
  }

  @Override
  public CompletableFuture<byte[]> request(
      NodeId to, Link link, int type, byte[] payload, long timeoutMs) {
    CompletableFuture<BusAnswer> asked = new CompletableFuture<>();
    offer(to, link, Outgoing.request(type, payload, timeoutMs, asked));
    CompletableFuture<byte[]> answered = new CompletableFuture<>();
    asked.whenComplete(
        (answer, why) -> {
          if (answer == null) {
            answered.completeExceptionally(why);
          } else {
            answered.complete(answer.payload());
          }
        });
    return answered;
  }

  private boolean offer(NodeId to, Link link, Outgoing out) {
    Peer known = peers.get(to);
    if (known == null) {
      return refuse(out, Reason.UNKNOWN_NODE, "no address is known of " + to);
    }
    return known.link(link).offer(out);
  }

  private boolean refuse(Outgoing out, Reason reason, String message) {
    context.counters().count(BusCounters.Traffic.FRAMES_DROPPED);
    out.failed(new BusException(reason, message));
    return false;
  }

  @Override
  public boolean send(Endpoint to, int type, byte[] payload) {
    return offer(to, Outgoing.oneWay(type, payload));
  }

  @Override
  public CompletableFuture<BusAnswer> request(
      Endpoint to, int type, byte[] payload, long timeoutMs) {
    CompletableFuture<BusAnswer> asked = new CompletableFuture<>();
    offer(to, Outgoing.request(type, payload, timeoutMs, asked));
    return asked;
  }

  private boolean offer(Endpoint to, Outgoing out) {
    if (contactsWaiting.incrementAndGet() > MAX_CONTACTS_WAITING) {
      contactsWaiting.decrementAndGet();
      return refuse(out, Reason.QUEUE_FULL, "too many frames wait to be sent");
    }
    try {
      loop.execute(
          () -> {
            contactsWaiting.decrementAndGet();
            contact(to).offer(out);
          });
      return true;
    } catch (RejectedExecutionException e) {
      contactsWaiting.decrementAndGet();
      return refuse(out, Reason.CLOSED, "the bus is closed");
    }
  }

  private OutboundLink contact(Endpoint to) {
    OutboundLink link =
        contacts.computeIfAbsent(
            to, address -> new OutboundLink(context, new Dialing(), Link.CONTROL, null, address));
    if (closed) {
      link.end(new BusException(Reason.CLOSED, "the bus is closed"));
    }
    return link;
  }

  /** Opens connections for links. */
  private final class Dialing implements OutboundLink.Dialer {
    @Override
    public void dial(
        OutboundLink link, int attempt, Endpoint address, OutboundConnection connection) {
      onLoop(
          () ->
              resolver.resolve(
                  address.host(),
                  host -> link.execute(() -> dial(link, attempt, host, address, connection))));
    }

    private void dial(
        OutboundLink link,
        int attempt,
        @Nullable InetAddress host,
        Endpoint address,
        OutboundConnection connection) {
      if (host == null) {
        link.onDialFailed(attempt, new UnknownHostException(address.host()));
        return;
      }
      link.onDialed(attempt, connection);
      if (!connection.isClosing()) {
        dialing
            .clone(link.loop())
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(joinedFlushes(), connection);
                  }
                })
            .connect(new InetSocketAddress(host, address.port()))
            .addListener(
                done -> {
                  if (!done.isSuccess()) {
                    link.onDialFailed(attempt, done.cause());
                  }
                });
      }
    }

    @Override
    public void onIdle(OutboundLink link) {
      if (link.node() == null) {
        contacts.remove(link.address(), link);
      }
    }
  }

  /** What connections that others opened tell about their nodes. */
  private final class Watching implements InboundBook.Watcher {
    @Override
    public void onReachable(NodeId node) {
      Peer known = peers.get(node);
      if (known != null) {
        known.links().forEach(OutboundLink::revive);
      }
    }

    @Override
    public void onLost(NodeId node) {
      Peer known = peers.get(node);
      if (known != null && !closed) {
        known.link(Link.CONTROL).probe();
      }
    }
  }

  // ---- what is told

  @Override
  public BusCounters counters() {
    return context.counters();
  }

  @Override
  public Collection<LinkFigures> links() {
    List<LinkFigures> all = new ArrayList<>();
    for (BusConnection connection : context.proved()) {
      LinkFigures figures = connection.figures();
      if (figures != null) {
        all.add(figures);
      }
    }
    return all;
  }
}
