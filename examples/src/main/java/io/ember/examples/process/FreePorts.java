package io.ember.examples.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds loopback ports that nobody listens on. */
public final class FreePorts {
  /** Distance from a node's client port to the port of its cluster bus. */
  public static final int BUS_OFFSET = 10_000;

  /** The highest port. */
  public static final int MAX_PORT = 65_535;

  /** Highest client port that leaves room for the bus. */
  public static final int MAX_CLIENT_PORT = MAX_PORT - BUS_OFFSET;

  // Below the range from which Linux takes the ports of outgoing connections.
  private static final int FIRST = 12_000;
  private static final int LAST = 22_000;
  private static final int ATTEMPTS = 1_000;

  private FreePorts() {}

  /** {@return a port that is free, and so is the one of its bus} */
  public static int next() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port) && isFree(port + BUS_OFFSET)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " to " + LAST);
  }

  /** {@return whether a listener could be opened on the loopback address} */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (java.net.BindException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
