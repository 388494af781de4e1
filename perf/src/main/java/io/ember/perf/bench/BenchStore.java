package io.ember.perf.bench;

import io.ember.engine.Key;
import io.ember.engine.KeyHasher;

/** What the benchmarks of stores ask of a store. One thread. */
interface BenchStore extends AutoCloseable {
  /** {@return the hash that the keys have to carry} */
  KeyHasher hasher();

  /** Does what a lane does before it executes a batch. */
  void prefetch(Key[] keys, int count);

  /** Copies the value to the array. {@return its length, -1 if there is none} */
  int get(Key key, byte[] target);

  /** Sets the value to the first bytes of the array. */
  void put(Key key, byte[] value, int length);

  @Override
  void close();
}
