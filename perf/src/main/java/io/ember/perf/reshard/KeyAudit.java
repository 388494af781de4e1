package io.ember.perf.reshard;

import io.ember.examples.process.ClusterClients;
import io.ember.perf.shards.Shards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.ClusterPipeline;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;

/**
 * Writes all keys before a run, and looks for all of them after it. With clients of its own. One
 * thread.
 *
 * @param held keys in all slots of all primaries, by COUNTKEYSINSLOT
 * @param strays those of them in slots that the node does not own
 * @param lost keys that are not there or do not hold what was acknowledged last
 */
record KeyAudit(long held, long strays, int lost) {
  private static final int BATCH = 1_000;
  private static final int SLOT_COUNT = 16_384;

  /** {@return whether every key is there once, with the right value} */
  boolean isRight(AuditedKeys keys) {
    return held == keys.count() && strays == 0 && lost == 0;
  }

  /** Gives every key its first value. */
  static void fill(int port, AuditedKeys keys) {
    try (RedisClusterClient client = connect(port)) {
      for (int first = 0; first < keys.count(); first += BATCH) {
        List<Response<String>> answers = new ArrayList<>(BATCH);
        try (ClusterPipeline pipeline = client.pipelined()) {
          for (int i = first; i < Math.min(first + BATCH, keys.count()); i++) {
            answers.add(pipeline.set(AuditedKeys.key(i), keys.firstValue(i)));
          }
          pipeline.sync();
        }
        answers.forEach(Response::get); // throws what went wrong
      }
    }
  }

  /** Looks for everything; nothing may be written meanwhile. */
  static KeyAudit run(NodeTable table, AuditedKeys keys) {
    long held = 0;
    long strays = 0;
    for (NodeTable.Primary primary : table.primaries()) {
      int[] counts = counts(primary.port());
      for (int slot = 0; slot < SLOT_COUNT; slot++) {
        held += counts[slot];
        strays += primary.slots().get(slot) ? 0 : counts[slot];
      }
    }
    return new KeyAudit(held, strays, lost(table.primaries().get(0).port(), keys));
  }

  private static int[] counts(int port) {
    List<Response<Object>> answers = new ArrayList<>(SLOT_COUNT);
    try (Jedis jedis = new Jedis(Shards.HOST, port)) {
      Pipeline pipeline = jedis.pipelined();
      for (int slot = 0; slot < SLOT_COUNT; slot++) {
        answers.add(
            pipeline.sendCommand(
                Protocol.Command.CLUSTER, "COUNTKEYSINSLOT", Integer.toString(slot)));
      }
      pipeline.sync();
    }
    return answers.stream().mapToInt(answer -> ((Long) answer.get()).intValue()).toArray();
  }

  private static int lost(int port, AuditedKeys keys) {
    int lost = 0;
    try (RedisClusterClient client = connect(port)) {
      for (int first = 0; first < keys.count(); first += BATCH) {
        List<Response<byte[]>> answers = new ArrayList<>(BATCH);
        try (ClusterPipeline pipeline = client.pipelined()) {
          for (int i = first; i < Math.min(first + BATCH, keys.count()); i++) {
            answers.add(pipeline.get(AuditedKeys.key(i)));
          }
          pipeline.sync();
        }
        for (int i = 0; i < answers.size(); i++) {
          byte[] value = answers.get(i).get();
          lost += value != null && keys.isRight(first + i, value) ? 0 : 1;
        }
      }
    }
    return lost;
  }

  private static RedisClusterClient connect(int port) {
    return ClusterClients.connect(List.of(port), 10_000, 5, Duration.ofSeconds(50));
  }
}
