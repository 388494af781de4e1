package io.ember.examples.demo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Makes calls on the keys of one partition, keeps its model in step and checks each answer. The
 * model changes when a call is acknowledged; a key whose write ended with an error is left alone
 * from then on. Owner thread: the connection's.
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
  private final MixedLoad load;
  private final SplittableRandom random;
  private final Latencies latencies = new Latencies();

  // The call that is made.
  private byte[] key = new byte[0];
  private Stage stage = Stage.BEFORE;
  private long startNs;
  private boolean mayRepeat;

  MixedWorker(RedisClusterClient client, Partition partition, Mistakes mistakes, MixedLoad load) {
    this.client = client;
    this.partition = partition;
    this.mistakes = mistakes;
    this.load = load;
    random = new SplittableRandom(partition.number());
  }

  Latencies latencies() {
    return latencies;
  }

  /** Makes one call that the distribution chooses. */
  void callOnce() {
    if (load.takeError()) {
      callInError();
      return;
    }
    Operation operation = Operation.at(random.nextInt(100));
    int index = operation == Operation.INCR ? chooseCounter() : chooseKey();
    if (operation == Operation.APPEND
        && (!partition.exists(index) || partition.appends(index) >= MAX_APPENDS)) {
      operation = Operation.SET;
    }
    call(operation, index);
  }

  private void call(Operation operation, int index) {
    begin(
        switch (operation) {
          case INCR -> partition.counterKey(index);
          case LEASE -> partition.newLeaseKey();
          default -> partition.key(index);
        });
    try {
      switch (operation) {
        case GET -> get(index);
        case SET -> set(index);
        case INCR -> increment(index);
        case APPEND -> append(index);
        case EXPIRE -> expire(index);
        case PERSIST -> persist(index);
        case DEL -> delete(index);
        case LEASE -> lease();
      }
    } catch (JedisException e) {
      failed(operation, e);
      doubt(operation, index);
    }
  }

  private int chooseKey() {
    int index = random.nextInt(partition.keyCount());
    for (int i = 0; partition.isInDoubt(index) && i < partition.keyCount(); i++) {
      index = (index + 1) % partition.keyCount();
    }
    return index;
  }

  private int chooseCounter() {
    int index = random.nextInt(partition.counterCount());
    for (int i = 0; partition.isCounterInDoubt(index) && i < partition.counterCount(); i++) {
      index = (index + 1) % partition.counterCount();
    }
    return index;
  }

  private void get(int index) {
    byte[] value = client.get(key);
    end();
    check(Arrays.equals(value, partition.value(index)), Operation.GET);
  }

  private void set(int index) {
    byte[] value = partition.nextValue(index);
    String answer = client.set(key, value);
    end();
    partition.set(index);
    check("OK".equals(answer), Operation.SET);
  }

  private void increment(int counter) {
    long answer = client.incr(key);
    end();
    long more = answer - partition.counter(counter);
    check(isRight(more), Operation.INCR);
    partition.setCounter(counter, answer);
  }

  private void append(int index) {
    long length = client.append(key, Partition.suffix());
    end();
    long more = length - partition.valueLength(index);
    long times = more / Partition.suffix().length;
    check(more == times * Partition.suffix().length, Operation.APPEND);
    check(isRight(times), Operation.APPEND);
    partition.append(index, (int) times);
  }

  /** {@return whether a call that does something once may have done it so many times} */
  private boolean isRight(long times) {
    return times == 1 || (mayRepeat && times > 1 && times <= DemoRun.ATTEMPTS);
  }

  private void expire(int index) {
    long answer = client.expire(key, LONG_SECONDS);
    end();
    check(answer == (partition.exists(index) ? 1 : 0), Operation.EXPIRE);
    partition.setExpiring(index, partition.exists(index));
  }

  private void persist(int index) {
    long answer = client.persist(key);
    end();
    check(answer == (partition.isExpiring(index) ? 1 : 0) || mayRepeat, Operation.PERSIST);
    partition.setExpiring(index, false);
  }

  private void delete(int index) {
    long answer = client.del(key);
    end();
    check(answer == (partition.exists(index) ? 1 : 0) || mayRepeat, Operation.DEL);
    partition.delete(index);
  }

  private void lease() {
    String answer = client.set(key, key, SetParams.setParams().px(SHORT_MS));
    end();
    check("OK".equals(answer), Operation.LEASE);
  }

  /** Counts up what is no number. */
  private void callInError() {
    begin(partition.key(0));
    client.set(key, partition.nextValue(0));
    partition.set(0);
    try {
      client.incr(key);
    } catch (JedisException e) {
      failed(Operation.INCR, e);
    }
  }

  private void begin(byte[] of) {
    key = of;
    stage = load.stage();
    startNs = System.nanoTime();
  }

  private void end() {
    long endNs = System.nanoTime();
    latencies.record(stage, endNs - startNs);
    Outage outage = load.outage();
    mayRepeat = false;
    if (outage != null) {
      int slot = JedisClusterCRC16.getSlot(key);
      outage.answered(slot, startNs, endNs);
      mayRepeat = outage.mayRepeat(slot, endNs);
    }
  }

  private void failed(Operation operation, JedisException e) {
    Outage outage = load.outage();
    if (outage == null
        || !outage.excuses(JedisClusterCRC16.getSlot(key), startNs, System.nanoTime())) {
      mistakes.add(
          Mistakes.Kind.CLIENT_ERROR,
          operation + " of " + text(key) + " (" + stage.label() + "): " + reason(e));
    }
  }

  private static String reason(JedisException e) {
    Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause;
  }

  private void doubt(Operation operation, int index) {
    switch (operation) {
      case SET -> partition.doubtSet(index);
      case DEL -> partition.doubtDelete(index);
      case APPEND -> partition.doubtAppend(index, DemoRun.ATTEMPTS);
      case INCR -> partition.doubtIncrement(index, DemoRun.ATTEMPTS);
      case EXPIRE, PERSIST -> partition.doubtLife(index);
      case GET, LEASE -> {
        // Nothing changed, or what will be gone.
      }
    }
  }

  private void check(boolean right, Operation operation) {
    if (!right) {
      mistakes.add(
          Mistakes.Kind.WRONG_ANSWER, "unexpected answer to " + operation + " of " + text(key));
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
