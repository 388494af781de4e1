package io.ember.examples.programs;

import io.ember.examples.process.ClusterClients;
import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;

/**
 * A primary with two replicas, each a process. A client writes without a pause; the primary is
 * killed in the middle; a replica takes over; every write that was acknowledged is there.
 *
 * <p>Two replicas, since a majority of the nodes has to agree that a primary is gone: of two nodes
 * one would be none.
 *
 * <pre>examples/bin/example KillThePrimary [store]</pre>
 *
 * <p>{@code store} is a value of {@code ember.storage.type}: {@code chronicle}, {@code heap}, or
 * {@code mapdb}, the example. Exits with 1 if a write is lost.
 */
public final class KillThePrimary {
  private static final int WRITES = 4_000;
  private static final int WRITES_BEFORE_THE_KILL = 2_000;

  private KillThePrimary() {}

  public static void main(String[] arguments) throws Exception {
    List<Integer> ports = Stream.generate(FreePorts::next).distinct().limit(3).toList();
    Map<String, String> settings =
        arguments.length == 0 ? Map.of() : Map.of("ember.storage.type", arguments[0]);
    LocalCluster.Launch launch =
        new LocalCluster.Launch(Files.createTempDirectory("kill-the-primary"), ports, 1, settings);

    PrintStream progress = System.out;
    int lost;
    try (LocalCluster cluster = LocalCluster.start(launch, progress);
        // A stock cluster client: it asks the other node when one does not answer.
        RedisClusterClient client =
            ClusterClients.connect(ports, 2_000, 100, Duration.ofSeconds(60))) {
      CountDownLatch halfWritten = new CountDownLatch(WRITES_BEFORE_THE_KILL);
      CompletableFuture<Long> writing =
          CompletableFuture.supplyAsync(() -> write(client, halfWritten));

      halfWritten.await();
      cluster.nodes().get(0).kill();
      System.out.println("killed the primary");

      long longestMs = writing.get(5, TimeUnit.MINUTES);
      System.out.println("longest wait for an acknowledgement: " + longestMs + " ms");
      for (int port : ports.subList(1, 3)) {
        try (Jedis replica = new Jedis("127.0.0.1", port)) {
          System.out.println("the replica on port " + port + " is now " + replica.role().get(0));
        }
      }
      lost = countLost(client);
      System.out.println(WRITES + " writes were acknowledged, " + lost + " of them are lost");
    }
    System.exit(lost == 0 ? 0 : 1);
  }

  /**
   * Writes one key after the other; each is acknowledged before the next, or this throws.
   *
   * @return the longest time that one of them took, ms
   */
  private static long write(RedisClusterClient client, CountDownLatch written) {
    long longestNs = 0;
    for (int i = 0; i < WRITES; i++) {
      long beginNs = System.nanoTime();
      client.set("key:" + i, "value:" + i);
      longestNs = Math.max(longestNs, System.nanoTime() - beginNs);
      written.countDown();
    }
    return TimeUnit.NANOSECONDS.toMillis(longestNs);
  }

  private static int countLost(RedisClusterClient client) {
    int lost = 0;
    for (int i = 0; i < WRITES; i++) {
      if (!("value:" + i).equals(client.get("key:" + i))) {
        lost++;
      }
    }
    return lost;
  }
}
