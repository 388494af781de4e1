package io.ember.examples.programs;

import io.ember.examples.process.ClusterClients;
import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import io.ember.examples.process.NodeProcess;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClusterClient;

/**
 * Three primaries, each a process. A client writes without a pause while a thousand slots move from
 * one to another; it notices nothing, and every write that was acknowledged is there.
 *
 * <pre>examples/bin/example LiveReshard [store]</pre>
 *
 * <p>{@code store} is a value of {@code ember.storage.type}: {@code chronicle}, {@code heap}, or
 * {@code mapdb}, the example. Exits with 1 if a write is lost.
 */
public final class LiveReshard {
  private static final String LAST_SLOT = "999";
  private static final int WRITES_BEFORE_THE_MOVE = 2_000;

  private final RedisClusterClient client;
  private final CountDownLatch begun = new CountDownLatch(WRITES_BEFORE_THE_MOVE);
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong written = new AtomicLong();

  private LiveReshard(RedisClusterClient client) {
    this.client = client;
  }

  public static void main(String[] arguments) throws Exception {
    List<Integer> ports = Stream.generate(FreePorts::next).distinct().limit(3).toList();
    Map<String, String> settings =
        arguments.length == 0 ? Map.of() : Map.of("ember.storage.type", arguments[0]);
    LocalCluster.Launch launch =
        new LocalCluster.Launch(Files.createTempDirectory("live-reshard"), ports, 3, settings);
    PrintStream progress = System.out;
    long lost;
    try (LocalCluster cluster = LocalCluster.start(launch, progress);
        // A stock cluster client: it follows MOVED, and knows nothing of Ember.
        RedisClusterClient client =
            ClusterClients.connect(ports, 2_000, 100, Duration.ofSeconds(60))) {
      lost = new LiveReshard(client).run(cluster.nodes());
    }
    System.exit(lost == 0 ? 0 : 1);
  }

  private long run(List<NodeProcess> nodes) throws Exception {
    CompletableFuture<Void> writing = CompletableFuture.runAsync(this::write);
    begun.await();
    long before = written.get();
    String message = move(nodes.get(0).port(), nodes.get(1).port());
    long during = written.get() - before;
    stop.set(true);
    writing.join(); // or throws what the client saw
    System.out.println(message + "; " + during + " writes were acknowledged meanwhile");
    long lost = countLost();
    System.out.println(written + " writes were acknowledged in all, " + lost + " of them are lost");
    return lost;
  }

  /** One key after the other; each is acknowledged before the next, or this throws. */
  private void write() {
    while (!stop.get()) {
      client.set("key:" + written.get(), "value:" + written.get());
      written.incrementAndGet();
      begun.countDown();
    }
  }

  /** Any node takes the job, and any tells how far it is. {@return what it says at the end} */
  private static String move(int source, int target) throws InterruptedException {
    try (Jedis node = new Jedis("127.0.0.1", source);
        Jedis other = new Jedis("127.0.0.1", target)) {
      String id = other.clusterMyId();
      cluster(node, "MIGRATESLOTS", "SLOTSRANGE", "0", LAST_SLOT, "NODE", id);
      while (true) {
        List<?> jobs = (List<?>) cluster(node, "GETSLOTMIGRATIONS");
        List<String> job = ((List<?>) jobs.get(0)).stream().map(LiveReshard::text).toList();
        String message = job.get(job.indexOf("message") + 1);
        switch (job.get(job.indexOf("state") + 1)) {
          case "success" -> {
            return message;
          }
          case "failed", "cancelled" -> throw new IllegalStateException(message);
          default -> TimeUnit.MILLISECONDS.sleep(20);
        }
      }
    }
  }

  private static Object cluster(Jedis node, String... words) {
    return node.sendCommand(Protocol.Command.CLUSTER, words);
  }

  private static String text(Object word) {
    return word instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "" + word;
  }

  private long countLost() {
    return Stream.iterate(0L, i -> i < written.get(), i -> i + 1)
        .filter(i -> !("value:" + i).equals(client.get("key:" + i)))
        .count();
  }
}
