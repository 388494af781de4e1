package io.ember.perf.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server process that was started for a measurement. */
final class ServerProcess implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  /** Long, because the launcher of a node builds it first if sources are newer. */
  private static final long START_LIMIT_NS = 600_000_000_000L;

  private static final long POLL_NS = 2_000_000;
  private static final int STOP_SECONDS = 20;

  /** The bus of a cluster node listens on its client port and this. */
  private static final int BUS_DISTANCE = 10_000;

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread killer;
  private final long startedNs = System.nanoTime();

  ServerProcess(String name, ProcessBuilder builder, Path log) throws IOException {
    this.name = name;
    this.log = log;
    process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    // Nobody else would stop it if the harness is interrupted.
    killer = new Thread(this::stopNow, "stop-" + name);
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /** {@return a port that is free on loopback together with its bus port} */
  static int freePort() throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      int port = 20_000 + ThreadLocalRandom.current().nextInt(12_000);
      if (isFree(port) && isFree(port + BUS_DISTANCE)) {
        return port;
      }
    }
    throw new IOException("found no free port from 20000 to 31999 with a free one 10000 above it");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * {@return the process that serves: the one started, or its descendant that runs the program if
   * the one started is a shell that did not become it}
   */
  long pid(String program) throws IOException {
    for (ProcessHandle descendant : process.descendants().toList()) {
      if (ProcessStats.program(descendant.pid()).equals(program)) {
        return descendant.pid();
      }
    }
    return process.pid();
  }

  /** Calls until the server answers something that is right. */
  void await(int port, ReadyCheck check) throws IOException {
    while (System.nanoTime() - startedNs < START_LIMIT_NS) {
      if (!process.isAlive()) {
        throw new IOException(
            name + " ended with exit code " + process.exitValue() + ": " + lastLines());
      }
      try (RespProbe probe = new RespProbe(HOST, port)) {
        while (System.nanoTime() - startedNs < START_LIMIT_NS) {
          if (check.isReady(probe)) {
            return;
          }
          LockSupport.parkNanos(POLL_NS);
        }
      } catch (ConnectException e) {
        LockSupport.parkNanos(POLL_NS); // it does not listen yet
      }
    }
    throw new IOException(name + " was not ready after 600 s: " + lastLines());
  }

  /** {@return ns since the process was started} */
  long ageNs() {
    return System.nanoTime() - startedNs;
  }

  private String lastLines() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()))
        + " ("
        + log
        + ")";
  }

  private void stopNow() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopNow();
    Runtime.getRuntime().removeShutdownHook(killer);
  }

  /** Whether a server that listens serves. */
  @FunctionalInterface
  interface ReadyCheck {
    boolean isReady(RespProbe probe) throws IOException;
  }
}
