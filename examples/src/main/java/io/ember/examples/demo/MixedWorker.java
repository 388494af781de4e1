package io.ember.examples.demo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.params.SetParams;

/**
 * Makes calls on the keys of one partition, keeps its model in step and checks each answer. Owner
 * thread: the connection's.
 */
final class MixedWorker {
  /** Time to live of what may expire but does not during the demo. */
  static final long LONG_SECONDS = 100_000;

  /** Time to live of what has to be gone when the values are verified. */
  static final long SHORT_MS = 500;

  private static final int MAX_APPENDS = 20;

  private final RedisClusterClient client;
  private final Partition partition;
  private final Mistakes mistakes;
  private final SplittableRandom random;
  private final Latencies latencies = new Latencies();
  private long startNs;

  MixedWorker(RedisClusterClient client, Partition partition, Mistakes mistakes) {
    this.client = client;
    this.partition = partition;
    this.mistakes = mistakes;
    random = new SplittableRandom(partition.number());
  }

  Latencies latencies() {
    return latencies;
  }

  /** Makes one call that the distribution chooses. */
  void callOnce() {
    int index = random.nextInt(partition.keyCount());
    switch (Operation.at(random.nextInt(100))) {
      case GET -> get(index);
      case SET -> set(index);
      case INCR -> increment(index % partition.counterCount());
      case APPEND -> append(index);
      case EXPIRE -> expire(index);
      case PERSIST -> persist(index);
      case DEL -> delete(index);
      case LEASE -> lease();
    }
  }

  private void get(int index) {
    byte[] key = partition.key(index);
    begin();
    byte[] value = client.get(key);
    end(Operation.GET);
    check(Arrays.equals(value, partition.value(index)), Operation.GET, key);
  }

  private void set(int index) {
    partition.set(index);
    byte[] key = partition.key(index);
    byte[] value = partition.value(index);
    begin();
    String answer = client.set(key, value);
    end(Operation.SET);
    check("OK".equals(answer), Operation.SET, key);
  }

  private void increment(int counter) {
    byte[] key = partition.counterKey(counter);
    begin();
    long answer = client.incr(key);
    end(Operation.INCR);
    check(answer == partition.increment(counter), Operation.INCR, key);
  }

  private void append(int index) {
    if (!partition.exists(index) || partition.appends(index) >= MAX_APPENDS) {
      set(index);
      return;
    }
    byte[] key = partition.key(index);
    begin();
    long length = client.append(key, Partition.suffix());
    end(Operation.APPEND);
    partition.append(index);
    check(length == partition.valueLength(index), Operation.APPEND, key);
  }

  private void expire(int index) {
    byte[] key = partition.key(index);
    begin();
    long answer = client.expire(key, LONG_SECONDS);
    end(Operation.EXPIRE);
    check(answer == (partition.exists(index) ? 1 : 0), Operation.EXPIRE, key);
    partition.setExpiring(index, partition.exists(index));
  }

  private void persist(int index) {
    byte[] key = partition.key(index);
    begin();
    long answer = client.persist(key);
    end(Operation.PERSIST);
    check(answer == (partition.isExpiring(index) ? 1 : 0), Operation.PERSIST, key);
    partition.setExpiring(index, false);
  }

  private void delete(int index) {
    byte[] key = partition.key(index);
    begin();
    long answer = client.del(key);
    end(Operation.DEL);
    check(answer == (partition.exists(index) ? 1 : 0), Operation.DEL, key);
    partition.delete(index);
  }

  private void lease() {
    byte[] key = partition.newLeaseKey();
    SetParams soon = SetParams.setParams().px(SHORT_MS);
    begin();
    String answer = client.set(key, key, soon);
    end(Operation.LEASE);
    check("OK".equals(answer), Operation.LEASE, key);
  }

  private void begin() {
    startNs = System.nanoTime();
  }

  private void end(Operation operation) {
    latencies.record(operation, System.nanoTime() - startNs);
  }

  private void check(boolean right, Operation operation, byte[] key) {
    if (!right) {
      mistakes.add(
          "unexpected answer to "
              + operation
              + " of "
              + new String(key, StandardCharsets.US_ASCII));
    }
  }
}
