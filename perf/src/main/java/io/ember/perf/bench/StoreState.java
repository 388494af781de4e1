package io.ember.perf.bench;

import io.ember.engine.Key;
import java.util.SplittableRandom;

/** A filled store with picks of its keys and values to write. One thread. */
final class StoreState implements AutoCloseable {
  static final int VALUE_BYTES = 64;

  /** Values that change their size are from half to one and a half times as long. */
  private static final int MAX_VALUE_BYTES = VALUE_BYTES * 3 / 2;

  private final BenchStore store;
  private final KeyPicks picks;
  private final SplittableRandom random = new SplittableRandom(5);
  private final byte[] value = new byte[MAX_VALUE_BYTES];
  private final byte[] found = new byte[MAX_VALUE_BYTES];

  StoreState(String name, int keyCount) {
    store = Stores.open(name, keyCount);
    picks = new KeyPicks(keyCount, store.hasher(), 11);
    random.nextBytes(value);
    fill(store, keyCount, value);
  }

  /** Inserts the keys 0 to {@code keyCount - 1} in order. */
  static void fill(BenchStore store, int keyCount, byte[] value) {
    byte[] bytes = new byte[KeyPicks.KEY_BYTES];
    Key key = new Key();
    for (int i = 0; i < keyCount; i++) {
      KeyPicks.writeKey(i, bytes, 0);
      store.put(key.set(bytes, 0, bytes.length, store.hasher()), value, VALUE_BYTES);
    }
  }

  /** Reads that many keys. {@return the sum of the lengths} */
  long get(int batch) {
    Key[] keys = picks.nextBatch(batch);
    store.prefetch(keys, batch);
    long sum = 0;
    for (int i = 0; i < batch; i++) {
      sum += store.get(keys[i], found);
    }
    if (sum < 0) {
      throw new IllegalStateException("a key is missing");
    }
    return sum;
  }

  /** Overwrites that many values with others of the same length. */
  void put(int batch) {
    Key[] keys = picks.nextBatch(batch);
    store.prefetch(keys, batch);
    for (int i = 0; i < batch; i++) {
      store.put(keys[i], value, VALUE_BYTES);
    }
  }

  /** Overwrites that many values with others of random length. */
  void putOtherSize(int batch) {
    Key[] keys = picks.nextBatch(batch);
    store.prefetch(keys, batch);
    for (int i = 0; i < batch; i++) {
      store.put(keys[i], value, VALUE_BYTES / 2 + random.nextInt(VALUE_BYTES + 1));
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
