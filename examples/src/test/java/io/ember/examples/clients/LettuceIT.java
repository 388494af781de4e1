package io.ember.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lettuce, as it comes, on one connection and as a cluster client. */
class LettuceIT {
  private static final int PIPELINE = 100_000;

  @TempDir static Path dir;
  private static NodeProcess standalone;
  private static NodeProcess cluster;
  private static RedisClient client;
  private static RedisClusterClient clusterClient;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    standalone = EmberNode.start(dir, EmberNode.STANDALONE);
    cluster = EmberNode.start(dir, EmberNode.CLUSTER);
    client = RedisClient.create(RedisURI.create("127.0.0.1", standalone.port()));
    clusterClient = RedisClusterClient.create(RedisURI.create("127.0.0.1", cluster.port()));
  }

  @AfterAll
  static void stop() {
    client.shutdown(0, 5, TimeUnit.SECONDS);
    clusterClient.shutdown(0, 5, TimeUnit.SECONDS);
    standalone.close();
    cluster.close();
  }

  @Test
  void readsAndWrites() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> commands = connection.sync();

      assertThat(commands.set("lettuce:a", "1", SetArgs.Builder.ex(100))).isEqualTo("OK");
      assertThat(commands.incr("lettuce:a")).isEqualTo(2);
      assertThat(commands.ttl("lettuce:a")).isBetween(1L, 100L);
      assertThat(commands.getdel("lettuce:a")).isEqualTo("2");
      assertThat(commands.get("lettuce:a")).isNull();
      commands.set("lettuce:text", "x");
      assertThatThrownBy(() -> commands.incr("lettuce:text"))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessageContaining("not an integer");
    }
  }

  @Test
  void runsATransaction() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> commands = connection.sync();
      commands.multi();
      commands.set("lettuce:tx", "5");
      commands.incr("lettuce:tx");

      TransactionResult result = commands.exec();

      assertThat(result.wasDiscarded()).isFalse();
      assertThat(result.<Object>get(1)).isEqualTo(6L);
    }
  }

  @Test
  void sendsAHundredThousandCommandsWithoutWaiting() throws Exception {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisAsyncCommands<String, String> commands = connection.async();
      List<RedisFuture<Long>> answers = new ArrayList<>();
      for (int i = 0; i < PIPELINE; i++) {
        answers.add(commands.incr("lettuce:pipe:" + i % 100));
      }
      for (int i = 0; i < PIPELINE; i++) {
        assertThat(answers.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i / 100 + 1);
      }
    }
  }

  @Test
  void findsTheSlotsOfTheClusterAndSpreadsKeysOverThem() {
    try (StatefulRedisClusterConnection<String, String> connection = clusterClient.connect()) {
      RedisAdvancedClusterCommands<String, String> commands = connection.sync();
      Map<String, String> pairs = new HashMap<>();
      for (int i = 0; i < 1_000; i++) {
        pairs.put("lettuce:cluster:" + i, "v" + i);
      }

      assertThat(commands.mset(pairs)).isEqualTo("OK");

      assertThat(clusterClient.getPartitions()).hasSize(1);
      assertThat(clusterClient.getPartitions().getPartition(0).getSlots()).hasSize(16_384);
      assertThat(commands.mget(pairs.keySet().toArray(new String[0])))
          .allSatisfy(pair -> assertThat(pair.getValue()).isEqualTo(pairs.get(pair.getKey())));
      assertThat(commands.keys("lettuce:cluster:*")).hasSize(1_000);
      assertThat(commands.dbsize()).isGreaterThanOrEqualTo(1_000);
    }
  }

  @Test
  void receivesWhatIsPublished() throws InterruptedException {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (StatefulRedisPubSubConnection<String, String> listening = client.connectPubSub();
        StatefulRedisConnection<String, String> connection = client.connect()) {
      listening.addListener(
          new RedisPubSubAdapter<String, String>() {
            @Override
            public void message(String channel, String message) {
              received.add(channel + "=" + message);
            }
          });
      listening.sync().subscribe("lettuce:news");

      assertThat(connection.sync().publish("lettuce:news", "hello")).isEqualTo(1);

      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("lettuce:news=hello");
      listening.sync().unsubscribe("lettuce:news");
      assertThat(connection.sync().publish("lettuce:news", "nobody")).isZero();
    }
  }
}
