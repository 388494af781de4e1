package io.ember.examples.demo;

import java.util.Map;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.RedisClusterClient;

/**
 * The connections that a client has to each node: a client closes one only when it broke, so what
 * was closed since tells how many did. Any thread.
 */
final class OpenConnections {
  private final Map<String, ConnectionPool> pools;
  private final String exceptNode;
  private final long closedBefore;

  /**
   * @param exceptPort the node whose connections do not count, 0 if all count
   */
  OpenConnections(RedisClusterClient client, int exceptPort) {
    pools = Map.copyOf(client.getClusterNodes());
    exceptNode = "127.0.0.1:" + exceptPort;
    closedBefore = closed();
  }

  private long closed() {
    return pools.entrySet().stream()
        .filter(each -> !each.getKey().equals(exceptNode))
        .mapToLong(each -> each.getValue().getDestroyedCount())
        .sum();
  }

  /** {@return how many connections broke since this was created} */
  long broken() {
    return closed() - closedBefore;
  }

  /** Notes the connections that broke. */
  long check(Stage stage, Mistakes mistakes) {
    long broken = broken();
    if (broken > 0) {
      mistakes.add(
          Mistakes.Kind.BROKEN_CONNECTION,
          broken,
          broken + " connections to nodes that live broke (" + stage.label() + ")");
    }
    return broken;
  }
}
