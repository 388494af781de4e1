package io.ember.perf.failover;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks for one write to a shard after the other, and notes for how long none was acknowledged: of
 * the node that answered last, and when it does not answer soon or knows nothing, of the others. So
 * what it measures is the cluster and not the patience of a client library. Own thread; its figures
 * any thread.
 */
final class ServiceProbe implements AutoCloseable {
  private static final int ANSWER_MS = 250;
  private static final int CONNECT_MS = 100;
  private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private final List<Integer> ports;
  private final byte[] question;
  private final Map<Integer, Socket> connections = new HashMap<>();
  private final AtomicLong lastNs = new AtomicLong(System.nanoTime());
  private final AtomicLong longestNs = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * @param tag makes a key one of the shard
   */
  ServiceProbe(List<Integer> ports, String tag) {
    this.ports = ports;
    String key = "{" + tag + "}service";
    question =
        ("*3\r\n$3\r\nSET\r\n$" + key.length() + "\r\n" + key + "\r\n$1\r\n1\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    thread = new Thread(this::run, "service-" + tag);
    thread.start();
  }

  private void run() {
    int node = 0;
    while (!stopping) {
      if (isAcknowledgedBy(node)) {
        long nowNs = System.nanoTime();
        long gapNs = nowNs - lastNs.getAndSet(nowNs);
        longestNs.accumulateAndGet(gapNs, Math::max);
      } else {
        node = (node + 1) % ports.size();
      }
      LockSupport.parkNanos(PERIOD_NS);
    }
  }

  private boolean isAcknowledgedBy(int node) {
    try {
      Socket socket = connections.get(node);
      if (socket == null) {
        socket = open(node);
      }
      socket.getOutputStream().write(question);
      return readLine(socket.getInputStream()).equals("+OK");
    } catch (IOException e) {
      close(node); // it is down, or stands still: the next one is asked
      return false;
    }
  }

  private Socket open(int node) throws IOException {
    Socket socket = new Socket();
    connections.put(node, socket);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(node)), CONNECT_MS);
    socket.setSoTimeout(ANSWER_MS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private void close(int node) {
    Socket socket = connections.remove(node);
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        assert socket.isClosed();
      }
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection was closed");
      }
      line.append((char) c);
    }
    return line.toString().trim();
  }

  /** {@return when a write was acknowledged last} */
  long lastNs() {
    return lastNs.get();
  }

  /** Begins to look for the longest time anew. */
  void forgetGaps() {
    lastNs.set(System.nanoTime());
    longestNs.set(0);
  }

  /** {@return the longest time in which nothing was acknowledged, ms} */
  long longestMs() {
    long openNs = System.nanoTime() - lastNs.get();
    return TimeUnit.NANOSECONDS.toMillis(Math.max(openNs, longestNs.get()));
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List.copyOf(connections.keySet()).forEach(this::close);
  }
}
