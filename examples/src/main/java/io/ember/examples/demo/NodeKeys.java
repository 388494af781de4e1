package io.ember.examples.demo;

import io.ember.examples.process.LocalCluster;
import java.util.List;
import java.util.OptionalLong;
import redis.clients.jedis.Jedis;

/**
 * What one node of the cluster holds.
 *
 * @param port of the node
 * @param keys how many keys
 * @param residentBytes memory of its process, if the system tells
 */
record NodeKeys(int port, long keys, OptionalLong residentBytes) {
  /** {@return what each node holds; asked of the node itself} */
  static List<NodeKeys> of(LocalCluster cluster) {
    return cluster.nodes().stream()
        .map(
            node -> {
              try (Jedis jedis = new Jedis("127.0.0.1", node.port())) {
                return new NodeKeys(node.port(), jedis.dbSize(), node.residentBytes());
              }
            })
        .toList();
  }
}
