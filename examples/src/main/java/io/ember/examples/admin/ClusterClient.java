package io.ember.examples.admin;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Asks the nodes of a cluster, with a connection to each that is asked. One thread. */
final class ClusterClient implements AutoCloseable {
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int CALL_LIMIT_MS = 30_000;

  private final HostAndPort entry;
  private final JedisClientConfig config;
  private final Map<HostAndPort, Jedis> connections = new HashMap<>();

  ClusterClient(HostAndPort entry, String password) {
    this.entry = entry;
    DefaultJedisClientConfig.Builder builder =
        DefaultJedisClientConfig.builder()
            .autoNegotiateProtocol(false)
            .socketTimeoutMillis(CALL_LIMIT_MS);
    if (!password.isEmpty()) {
      builder.password(password);
    }
    config = builder.build();
  }

  /** {@return the node that the user named} */
  HostAndPort entry() {
    return entry;
  }

  /** {@return the nodes as the entry knows them} */
  List<NodeLine> nodes() {
    return nodes(entry);
  }

  /** {@return the nodes as another node knows them} */
  List<NodeLine> nodes(HostAndPort node) {
    return cluster(node, "NODES").lines().map(NodeLine::parse).toList();
  }

  /** {@return the name:value lines of CLUSTER INFO} */
  Map<String, String> clusterInfo(HostAndPort node) {
    return pairs(cluster(node, "INFO"));
  }

  /** {@return the name:value lines of a section of INFO} */
  Map<String, String> info(HostAndPort node, String section) {
    return pairs(connection(node).info(section));
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new HashMap<>();
    for (String line : text.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        pairs.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return pairs;
  }

  /** {@return the reply to a CLUSTER command, as text} */
  String cluster(HostAndPort node, String... words) {
    return ReplyValues.text(call(node, words));
  }

  /** {@return the reply to a CLUSTER command} */
  Object call(HostAndPort node, String... words) {
    try {
      return connection(node).sendCommand(Protocol.Command.CLUSTER, words);
    } catch (JedisConnectionException e) {
      forget(node); // the next question gets a connection of its own
      throw e;
    }
  }

  private void forget(HostAndPort node) {
    Jedis broken = connections.remove(node);
    if (broken != null) {
      broken.close();
    }
  }

  private Jedis connection(HostAndPort node) {
    return connections.computeIfAbsent(node, address -> new Jedis(address, config));
  }

  /**
   * Waits until something has come about, with a line whenever it came closer.
   *
   * @param done how much of {@code total} is done
   * @throws CommandException if it takes longer than a minute
   */
  static void await(String what, int total, IntSupplier done, PrintStream out)
      throws InterruptedException {
    long deadlineNs = System.nanoTime() + LIMIT_NS;
    int shown = -1;
    for (int now = done.getAsInt(); now < total; now = done.getAsInt()) {
      if (now != shown) {
        out.printf("%-10s %d of %d%n", what, now, total);
        shown = now;
      }
      if (System.nanoTime() - deadlineNs > 0) {
        throw new CommandException(
            ExitCode.FAILED, what + ": " + now + " of " + total + " after 60 s");
      }
      LockSupport.parkNanos(PAUSE_NS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    out.printf("%-10s %d of %d%n", what, total, total);
  }

  @Override
  public void close() {
    connections.values().forEach(Jedis::close);
  }
}
