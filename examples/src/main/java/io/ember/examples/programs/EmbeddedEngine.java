package io.ember.examples.programs;

import io.ember.engine.EngineConfig;
import io.ember.engine.Reply;
import io.ember.engine.StorageEngine;
import io.ember.examples.process.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.Jedis;

/**
 * An engine in a program of one's own. The program knows {@code engine-spi} only: with {@code
 * offheap-store} on its class path the data lies outside the heap, and with {@code
 * cluster-extension}, as here, the same engine is a node of a cluster that any Redis client can
 * use.
 *
 * <pre>examples/bin/example EmbeddedEngine</pre>
 */
public final class EmbeddedEngine {
  private EmbeddedEngine() {}

  public static void main(String[] arguments) throws IOException {
    int port = FreePorts.next();
    Path directory = Files.createTempDirectory("embedded-engine");

    // Usually a file: StorageEngine.open(Path.of("ember.properties")). Without the plugin these
    // keys, which are the plugin's, are without effect.
    EngineConfig config =
        EngineConfig.of(
            Map.of(
                "ember.client.port", Integer.toString(port),
                "ember.node.dir", directory.toString(),
                "ember.cluster.bootstrap", "true"));

    try (StorageEngine engine = StorageEngine.open(config)) {
      // The three calls that most programs need.
      engine.put("greeting", "hello");
      System.out.println("get greeting: " + engine.get("greeting"));
      engine.remove("greeting".getBytes(StandardCharsets.UTF_8));
      System.out.println("get greeting: " + engine.get("greeting"));

      // Every other command by its name. An error is an answer, not an exception.
      System.out.println("incrby visits 5: " + engine.call("INCRBY", "visits", "5"));
      System.out.println("incrby visits many: " + engine.call("INCRBY", "visits", "many"));

      // Many calls at once, without waiting for each.
      CompletableFuture<Reply> first = engine.callAsync(bytes("SET"), bytes("a"), bytes("1"));
      CompletableFuture<Reply> second = engine.callAsync(bytes("GET"), bytes("a"));
      System.out.println("set a 1: " + first.join() + ", get a: " + second.join());

      // The plugin serves the same data to others meanwhile.
      try (Jedis client = new Jedis("127.0.0.1", port)) {
        System.out.println("a client gets visits: " + client.get("visits"));
        client.set("guest", "from a socket");
      }
      System.out.println("get guest: " + engine.get("guest"));
    }
    System.out.println("closed");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
