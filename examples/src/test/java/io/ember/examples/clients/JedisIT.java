package io.ember.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/** Jedis, as it comes, pooled and as a cluster client. */
class JedisIT {
  private static final int PIPELINE = 100_000;

  @TempDir static Path dir;
  private static NodeProcess standalone;
  private static NodeProcess cluster;

  @BeforeAll
  static void startNodes() throws IOException, InterruptedException {
    standalone = EmberNode.start(dir, EmberNode.STANDALONE);
    cluster = EmberNode.start(dir, EmberNode.CLUSTER);
  }

  @AfterAll
  static void stopNodes() {
    standalone.close();
    cluster.close();
  }

  @Test
  void readsAndWritesThroughAPool() {
    try (RedisClient client = RedisClient.create("127.0.0.1", standalone.port())) {
      assertThat(client.set("jedis:a", "1")).isEqualTo("OK");
      assertThat(client.set("jedis:a", "2", SetParams.setParams().nx())).isNull();
      assertThat(client.incrBy("jedis:a", 41)).isEqualTo(42);
      assertThat(client.mset("jedis:b", "x", "jedis:c", "y")).isEqualTo("OK");
      assertThat(client.mget("jedis:a", "jedis:b", "jedis:none")).containsExactly("42", "x", null);
      assertThat(client.expire("jedis:a", 100)).isEqualTo(1);
      assertThat(client.ttl("jedis:a")).isBetween(1L, 100L);
      assertThatThrownBy(() -> client.incr("jedis:b"))
          .isInstanceOf(JedisDataException.class)
          .hasMessageContaining("not an integer");
    }
  }

  @Test
  void runsATransactionAndSeesOneAborted() {
    try (RedisClient client = RedisClient.create("127.0.0.1", standalone.port());
        AbstractTransaction first = client.transaction(false);
        AbstractTransaction second = client.transaction(false)) {
      first.watch("jedis:tx");
      second.watch("jedis:tx");
      first.multi();
      Response<Long> count = first.incr("jedis:tx");
      assertThat(first.exec()).containsExactly(1L);
      assertThat(count.get()).isEqualTo(1);

      second.multi();
      second.incr("jedis:tx");
      assertThat(second.exec()).isNull();
    }
  }

  @Test
  void scansEveryKeyOfAPattern() {
    try (RedisClient client = RedisClient.create("127.0.0.1", standalone.port())) {
      for (int i = 0; i < 500; i++) {
        client.set("jedis:scan:" + i, "v");
      }
      List<String> found = new ArrayList<>();
      String cursor = ScanParams.SCAN_POINTER_START;
      do {
        ScanResult<String> page = client.scan(cursor, new ScanParams().match("jedis:scan:*"));
        found.addAll(page.getResult());
        cursor = page.getCursor();
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));

      assertThat(found).hasSizeGreaterThanOrEqualTo(500);
      assertThat(Set.copyOf(found)).hasSize(500);
    }
  }

  @Test
  void sendsAHundredThousandCommandsInOnePipeline() {
    try (RedisClient client = RedisClient.create("127.0.0.1", standalone.port())) {
      assertPipeline(client.pipelined());
    }
  }

  @Test
  void findsTheSlotsOfTheClusterAndPipelinesOverAllOfThem() {
    try (RedisClusterClient client = clusterClient()) {
      assertThat(client.getClusterNodes()).hasSize(1);
      assertPipeline(client.pipelined());
      assertThat(client.mget("{same}a", "{same}b")).containsExactly(null, null);
    }
  }

  @Test
  void receivesWhatIsPublished() throws InterruptedException {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    JedisPubSub subscriber =
        new JedisPubSub() {
          @Override
          public void onMessage(String channel, String message) {
            received.add(channel + "=" + message);
          }

          @Override
          public void onPMessage(String pattern, String channel, String message) {
            received.add(pattern + ">" + channel + "=" + message);
          }
        };
    try (RedisClient client = RedisClient.create("127.0.0.1", standalone.port())) {
      Thread listening = new Thread(() -> client.subscribe(subscriber, "jedis:news"));
      listening.start();
      Eventually.holds("subscribed", () -> subscriber.getSubscribedChannels() == 1);
      subscriber.psubscribe("jedis:n*");
      Eventually.holds("subscribed twice", () -> subscriber.getSubscribedChannels() == 2);

      assertThat(client.publish("jedis:news", "hello")).isEqualTo(2);

      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("jedis:news=hello");
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("jedis:n*>jedis:news=hello");
      subscriber.unsubscribe();
      subscriber.punsubscribe();
      listening.join(TimeUnit.SECONDS.toMillis(10));
      assertThat(listening.isAlive()).isFalse();
    }
  }

  private static RedisClusterClient clusterClient() {
    return RedisClusterClient.create(Set.of(new HostAndPort("127.0.0.1", cluster.port())));
  }

  private static void assertPipeline(AbstractPipeline pipeline) {
    List<Response<Long>> answers = new ArrayList<>();
    try (pipeline) {
      for (int i = 0; i < PIPELINE; i++) {
        answers.add(pipeline.incrBy("jedis:pipe:" + i % 1_000, i));
      }
      pipeline.sync();
    }
    long[] expected = new long[1_000];
    for (int i = 0; i < PIPELINE; i++) {
      expected[i % 1_000] += i;
      assertThat(answers.get(i).get()).isEqualTo(expected[i % 1_000]);
    }
  }
}
