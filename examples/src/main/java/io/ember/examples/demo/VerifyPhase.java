package io.ember.examples.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClusterPipeline;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;

/** Reads every key and compares what the node says with what the model knows. */
final class VerifyPhase {
  private static final int PIPELINE = 1_000;
  private static final List<byte @Nullable []> NOTHING = Collections.singletonList(null);

  private final RedisClusterClient client;
  private final Mistakes mistakes;

  VerifyPhase(RedisClusterClient client, Mistakes mistakes) {
    this.client = client;
    this.mistakes = mistakes;
  }

  /** Verifies values, times to live, counters, and that what was to expire is gone. */
  void run(Crew crew, long keys, PrintStream out) throws InterruptedException {
    try (Progress progress = new Progress(out, "verifying", "values", keys)) {
      crew.run(
          partition -> {
            verifyValues(partition, progress);
            verifyCounters(partition);
            verifyLeases(partition);
          });
    }
  }

  private void verifyValues(Partition partition, Progress progress) {
    List<Response<byte[]>> values = new ArrayList<>(PIPELINE);
    List<Response<Long>> lives = new ArrayList<>(PIPELINE);
    for (int from = 0; from < partition.keyCount(); from += PIPELINE) {
      int to = Math.min(from + PIPELINE, partition.keyCount());
      try (ClusterPipeline pipeline = client.pipelined()) {
        for (int i = from; i < to; i++) {
          byte[] key = partition.key(i);
          values.add(pipeline.get(key));
          lives.add(pipeline.ttl(key));
        }
        pipeline.sync();
      }
      for (int i = from; i < to; i++) {
        byte[] key = partition.key(i);
        boolean right = checkValue(key, partition.possibleValues(i), values.get(i - from).get());
        if (right && !partition.isInDoubt(i)) {
          checkLife(key, partition.exists(i), partition.isExpiring(i), lives.get(i - from).get());
        }
      }
      values.clear();
      lives.clear();
      progress.add(to - from);
    }
  }

  private void verifyCounters(Partition partition) {
    verifyAll(partition.counterCount(), partition::counterKey, partition::possibleCounts);
  }

  private void verifyLeases(Partition partition) {
    verifyAll(partition.leaseCount(), partition::leaseKey, i -> NOTHING);
  }

  private void verifyAll(
      int count, IntFunction<byte[]> keys, IntFunction<List<byte @Nullable []>> possible) {
    for (int from = 0; from < count; from += PIPELINE) {
      int to = Math.min(from + PIPELINE, count);
      List<Response<byte[]>> values = new ArrayList<>(to - from);
      try (ClusterPipeline pipeline = client.pipelined()) {
        for (int i = from; i < to; i++) {
          values.add(pipeline.get(keys.apply(i)));
        }
        pipeline.sync();
      }
      for (int i = from; i < to; i++) {
        checkValue(keys.apply(i), possible.apply(i), values.get(i - from).get());
      }
    }
  }

  private boolean checkValue(
      byte[] key, List<byte @Nullable []> possible, byte @Nullable [] actual) {
    boolean right = possible.stream().anyMatch(each -> Arrays.equals(each, actual));
    if (!right) {
      mistakes.add(
          Mistakes.Kind.LOST_WRITE,
          "value of " + text(key) + " is " + text(actual) + ", not " + text(possible.get(0)));
    }
    return right;
  }

  private void checkLife(byte[] key, boolean exists, boolean expiring, long ttl) {
    boolean right =
        !exists ? ttl == -2 : expiring ? ttl > 0 && ttl <= MixedWorker.LONG_SECONDS : ttl == -1;
    if (!right) {
      mistakes.add(Mistakes.Kind.LOST_WRITE, "TTL of " + text(key) + " is " + ttl);
    }
  }

  private static String text(byte @Nullable [] bytes) {
    if (bytes == null) {
      return "nothing";
    }
    String text = new String(bytes, StandardCharsets.US_ASCII);
    return text.length() <= 40 ? text : text.substring(0, 40) + "... (" + bytes.length + " bytes)";
  }
}
