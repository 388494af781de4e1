package io.ember.perf.bench;

import io.ember.engine.Key;
import io.ember.engine.KeyHasher;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One map on the heap: what a store outside of it is measured by. */
final class HashMapBenchStore implements BenchStore {
  private final Map<HeapKey, byte[]> map = new HashMap<>();
  private final HeapKey probe = new HeapKey();

  /** A key by content; a mutable one is used to search. */
  private static final class HeapKey {
    private byte[] bytes = {};
    private int offset;
    private int length;
    private int hash;

    HeapKey set(Key key) {
      bytes = key.array();
      offset = key.offset();
      length = key.length();
      hash = Long.hashCode(key.hash());
      return this;
    }

    HeapKey copy() {
      HeapKey copy = new HeapKey();
      copy.bytes = Arrays.copyOfRange(bytes, offset, offset + length);
      copy.length = length;
      copy.hash = hash;
      return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof HeapKey that
          && Arrays.equals(
              bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  @Override
  public KeyHasher hasher() {
    return (array, offset, length) -> {
      long hash = length;
      for (int i = offset; i < offset + length; i++) {
        hash = hash * 0x9E3779B97F4A7C15L + array[i];
      }
      return hash ^ hash >>> 29;
    };
  }

  @Override
  public void prefetch(Key[] keys, int count) {}

  @Override
  public int get(Key key, byte[] target) {
    byte[] value = map.get(probe.set(key));
    if (value == null) {
      return -1;
    }
    System.arraycopy(value, 0, target, 0, value.length);
    return value.length;
  }

  @Override
  public void put(Key key, byte[] value, int length) {
    byte[] copy = Arrays.copyOf(value, length);
    if (map.replace(probe.set(key), copy) == null) {
      map.put(probe.copy(), copy);
    }
  }

  @Override
  public void close() {
    map.clear();
  }
}
