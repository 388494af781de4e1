package io.ember.examples.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.ClusterPipeline;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;

/** Sets every key, in pipelines. */
final class LoadPhase {
  private static final int PIPELINE = 1_000;

  private final RedisClusterClient client;
  private final Mistakes mistakes;

  LoadPhase(RedisClusterClient client, Mistakes mistakes) {
    this.client = client;
    this.mistakes = mistakes;
  }

  /** {@return keys a second} */
  double run(Crew crew, long keys, PrintStream out) throws InterruptedException {
    try (Progress progress = new Progress(out, "loading", "keys", keys)) {
      crew.run(partition -> load(partition, progress));
      return progress.rate();
    }
  }

  private void load(Partition partition, Progress progress) {
    List<Response<String>> answers = new ArrayList<>(PIPELINE);
    for (int from = 0; from < partition.keyCount(); from += PIPELINE) {
      int to = Math.min(from + PIPELINE, partition.keyCount());
      try (ClusterPipeline pipeline = client.pipelined()) {
        for (int i = from; i < to; i++) {
          partition.set(i);
          answers.add(pipeline.set(partition.key(i), partition.value(i)));
        }
        pipeline.sync();
      }
      for (Response<String> answer : answers) {
        if (!"OK".equals(answer.get())) {
          mistakes.add(Mistakes.Kind.WRONG_ANSWER, "SET answered " + answer.get());
        }
      }
      answers.clear();
      progress.add(to - from);
    }
  }
}
