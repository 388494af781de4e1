package io.ember.cluster.metrics;

import io.ember.engine.ConfigException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a few small pages over HTTP/1.1, with one thread that waits for nobody: GET and HEAD,
 * {@value #MAX_CONNECTIONS} connections, heads of {@value HttpConnection#HEAD_BYTES} bytes, {@value
 * #PATIENCE_S} s for a request to arrive and for its answer to be taken. When there are too many
 * connections the one that has waited longest gives way.
 *
 * <p>The JDK's server was not taken: it bounds heads and waits only by system properties, which are
 * the process's and not this library's, and a client that sends half a request holds a thread of
 * it.
 *
 * <p>Any thread opens and closes it; all else is on its own thread.
 */
final class HttpPort implements AutoCloseable {
  static final int MAX_CONNECTIONS = 64;

  private static final int PATIENCE_S = 10;
  private static final int BACKLOG = 16;
  private static final long SWEEP_MS = 500;
  private static final long STOP_MS = 5_000;
  private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);

  private final ServerSocketChannel listener;
  private final Selector selector;
  private final SelectionKey acceptKey;
  private final Function<HttpRequest, HttpResponse> pages;
  private final long patienceNs;
  private final Map<SocketChannel, HttpConnection> connections = new LinkedHashMap<>();
  private final Thread thread = new Thread(this::run, "ember-status");
  private volatile boolean stopping;

  /**
   * Listens; the pages are served from {@link #start} on.
   *
   * @param pages called on the thread of the port
   * @throws ConfigException if the port cannot be had
   */
  static HttpPort open(String host, int port, Function<HttpRequest, HttpResponse> pages) {
    return open(host, port, pages, TimeUnit.SECONDS.toNanos(PATIENCE_S));
  }

  static HttpPort open(
      String host, int port, Function<HttpRequest, HttpResponse> pages, long patienceNs) {
    try {
      return new HttpPort(new InetSocketAddress(host, port), pages, patienceNs);
    } catch (IOException | java.nio.channels.UnresolvedAddressException e) {
      throw new ConfigException(
          "cannot listen on " + host + ":" + port + " for metrics (ember.metrics.port): " + e, e);
    }
  }

  private HttpPort(
      InetSocketAddress address, Function<HttpRequest, HttpResponse> pages, long patienceNs)
      throws IOException {
    this.pages = pages;
    this.patienceNs = patienceNs;
    ServerSocketChannel opened = ServerSocketChannel.open();
    Selector selecting = null;
    try {
      opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      opened.bind(address, BACKLOG);
      opened.configureBlocking(false);
      selecting = Selector.open();
      acceptKey = opened.register(selecting, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException e) {
      closeQuietly(selecting);
      closeQuietly(opened);
      throw e;
    }
    listener = opened;
    selector = selecting;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** {@return the port that is listened on} */
  int port() {
    return listener.socket().getLocalPort();
  }

  private void run() {
    try {
      while (!stopping) {
        selector.select(SWEEP_MS);
        long nowNs = System.nanoTime();
        for (SelectionKey ready : selector.selectedKeys()) {
          serve(ready, nowNs);
        }
        selector.selectedKeys().clear();
        sweep(nowNs);
      }
    } catch (IOException e) {
      LOG.error("the status page ends: its selector failed", e);
    } finally {
      connections.keySet().forEach(HttpPort::closeQuietly);
      closeQuietly(listener);
      closeQuietly(selector);
    }
  }

  private void serve(SelectionKey ready, long nowNs) {
    if (ready == acceptKey) {
      accept(nowNs);
    } else if (ready.isValid() && ready.attachment() instanceof HttpConnection connection) {
      SocketChannel channel = (SocketChannel) ready.channel();
      try {
        if (!connection.goOn(nowNs)) {
          close(channel);
        }
      } catch (IOException e) {
        LOG.debug("a reader of the status page is gone: {}", e.toString());
        close(channel);
      } catch (RuntimeException e) {
        LOG.error("a reader of the status page is sent away after a failure", e);
        close(channel);
      }
    }
  }

  private void accept(long nowNs) {
    try {
      SocketChannel channel = listener.accept();
      if (channel == null) {
        return;
      }
      if (connections.size() >= MAX_CONNECTIONS) {
        longestWaiting().ifPresent(this::close);
      }
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      HttpConnection connection = new HttpConnection(channel, key, pages, nowNs);
      key.attach(connection);
      connections.put(channel, connection);
    } catch (IOException e) {
      // Most likely there are no file descriptors left: to try again at once would burn a core.
      LOG.warn("the status page takes no connections for a moment: {}", e.toString());
      acceptKey.interestOps(0);
    }
  }

  private Optional<SocketChannel> longestWaiting() {
    return connections.entrySet().stream()
        .min(Comparator.comparingLong(entry -> entry.getValue().waitsSinceNs()))
        .map(Map.Entry::getKey);
  }

  private void sweep(long nowNs) {
    acceptKey.interestOps(SelectionKey.OP_ACCEPT);
    connections
        .entrySet()
        .removeIf(
            entry -> {
              boolean isOver = nowNs - entry.getValue().waitsSinceNs() > patienceNs;
              if (isOver) {
                closeQuietly(entry.getKey());
              }
              return isOver;
            });
  }

  private void close(SocketChannel channel) {
    connections.remove(channel);
    closeQuietly(channel);
  }

  /** What is thrown when something is closed has no consequence. */
  private static void closeQuietly(@Nullable AutoCloseable open) {
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (Exception e) {
      LOG.debug("closing {} failed", open, e);
    }
  }

  /** Ends it and waits for that. */
  @Override
  public void close() {
    stopping = true;
    selector.wakeup();
    if (!thread.isAlive()) {
      closeQuietly(listener);
      closeQuietly(selector);
      return;
    }
    try {
      thread.join(STOP_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
