package io.ember.perf.reshard;

import java.util.List;

/** A stock client of a cluster, as the load uses it. Any thread. */
interface LoadClient extends AutoCloseable {
  /** Not known of this client. */
  long UNKNOWN = -1;

  /** {@return what is made of the word: {@code jedis} or {@code lettuce}} */
  static LoadClient connect(String word, LoadPlan plan, List<Integer> ports) {
    return word.equals("jedis")
        ? new JedisLoadClient(ports, plan.threads())
        : new LettuceLoadClient(ports);
  }

  /** Writes. Errors are exceptions of the client. */
  void set(byte[] key, byte[] value);

  /** {@return the value, empty if there is none} */
  byte[] get(byte[] key);

  /** {@return how many MOVED it has followed, or {@link #UNKNOWN}} */
  long movedCount();

  @Override
  void close();
}
