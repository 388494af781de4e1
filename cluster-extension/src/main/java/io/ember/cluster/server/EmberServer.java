package io.ember.cluster.server;

import io.ember.cluster.lane.LaneGroup;
import io.ember.cluster.session.TrafficFigures;
import io.ember.engine.ConfigException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener of the Redis protocol and its client loops. Any thread.
 *
 * <p>Life: {@link #start} opens the port, {@link #stop} closes it, lets calls under way finish for
 * a bounded time, and closes the connections.
 */
public final class EmberServer {
  private static final int BACKLOG = 1024;
  private static final int LOW_WATER_BYTES = 64 * 1024;
  private static final int HIGH_WATER_BYTES = 256 * 1024;
  private static final long DRAIN_MS = 2_000;
  private static final long QUIET_MS = 0;
  private static final byte[] TOO_MANY =
      "-ERR max number of clients reached\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final Logger LOG = LoggerFactory.getLogger(EmberServer.class);

  private final ServerConfig config;
  private final ServerContext context;
  private final MultiThreadIoEventLoopGroup acceptor;
  private final MultiThreadIoEventLoopGroup group;
  private final Map<EventLoop, ClientLoop> loops = new HashMap<>();
  private final Map<EventLoop, SharedReadBuffer> readBuffers = new HashMap<>();
  private final ServerTraffic traffic;
  private @Nullable Channel listener;
  private boolean isStopped;

  public EmberServer(ServerConfig config, ServerContext context, LaneGroup lanes) {
    this(config, context, lanes, MemoryLimits.ofHeap());
  }

  EmberServer(ServerConfig config, ServerContext context, LaneGroup lanes, MemoryLimits limits) {
    this.config = config;
    this.context = context;
    acceptor =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("ember-acceptor", true), NioIoHandler.newFactory());
    group =
        new MultiThreadIoEventLoopGroup(
            config.loops(),
            new DefaultThreadFactory("ember-client-loop", true),
            NioIoHandler.newFactory());
    for (EventExecutor executor : group) {
      SingleThreadEventLoop eventLoop = (SingleThreadEventLoop) executor;
      loops.put(eventLoop, new ClientLoop(eventLoop, loops.size(), lanes.newPublisher(), limits));
      readBuffers.put(eventLoop, new SharedReadBuffer());
    }
    context.pause().onChange(this::resumeAll);
    traffic = new ServerTraffic(loops.values());
  }

  /** Has each thread that serves connections do something, soon. */
  public void onEachThread(Runnable task) {
    group.forEach(executor -> executor.execute(task));
  }

  /**
   * Opens the port.
   *
   * @throws ConfigException if it cannot be had
   */
  public void start() {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(acceptor, group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                });
    ChannelFuture bound = bootstrap.bind(config.host(), config.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new ConfigException(
          "cannot listen on " + config.host() + ":" + config.port() + ": " + bound.cause(),
          bound.cause());
    }
    listener = bound.channel();
    for (ClientLoop loop : loops.values()) {
      loop.repeat(
          new IdleSweep(loop, context.settings(), System::currentTimeMillis), IdleSweep.PERIOD_MS);
    }
    LOG.info("listening host={} port={} loops={}", config.host(), port(), config.loops());
  }

  /** {@return the port that is listened on} */
  public int port() {
    Channel open = listener;
    if (open == null) {
      throw new IllegalStateException("the port is not open");
    }
    return ((InetSocketAddress) open.localAddress()).getPort();
  }

  /** {@return what the endpoint counts} */
  public TrafficFigures traffic() {
    return traffic;
  }

  private void accept(SocketChannel channel) {
    String refusal = context.authenticator().refusal(channel.remoteAddress().getAddress());
    if (refusal != null) {
      refuse(channel, ("-DENIED " + refusal + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return;
    }
    EventLoop eventLoop = channel.eventLoop();
    ClientLoop loop = loops.get(eventLoop);
    SharedReadBuffer readBuffer = readBuffers.get(eventLoop);
    if (loop == null || readBuffer == null) {
      throw new IllegalStateException("a connection has a loop that is not one of ours");
    }
    channel.config().setRecvByteBufAllocator(readBuffer);
    ClientConnection connection = new ClientConnection(context, loop, channel);
    if (!context.sessions().add(connection)) {
      refuse(channel, TOO_MANY);
      return;
    }
    loop.added(connection);
    channel.pipeline().addLast(connection);
  }

  private static void refuse(SocketChannel channel, byte[] error) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(error)).addListener(ChannelFutureListener.CLOSE);
  }

  /** Has all connections look again whether they may go on. */
  private void resumeAll() {
    for (ClientLoop loop : loops.values()) {
      loop.execute(() -> List.copyOf(loop.connections()).forEach(ClientConnection::goOn));
    }
  }

  /**
   * Closes the port and then the connections; calls under way have a bounded time to finish.
   * Idempotent; one thread.
   */
  public void stop() {
    if (isStopped) {
      return;
    }
    isStopped = true;
    Channel open = listener;
    if (open != null) {
      open.close().awaitUninterruptibly();
    }
    List<ClientLoop> all = new ArrayList<>(loops.values());
    for (ClientLoop loop : all) {
      loop.endAll(DRAIN_MS);
    }
    for (ClientLoop loop : all) {
      if (!loop.awaitEnd(2 * DRAIN_MS)) {
        LOG.warn("connections did not end within {} ms", 2 * DRAIN_MS);
      }
    }
    group.shutdownGracefully(QUIET_MS, DRAIN_MS, TimeUnit.MILLISECONDS);
    acceptor.shutdownGracefully(QUIET_MS, DRAIN_MS, TimeUnit.MILLISECONDS);
    group.terminationFuture().awaitUninterruptibly(DRAIN_MS);
    acceptor.terminationFuture().awaitUninterruptibly(DRAIN_MS);
  }
}
