package io.ember.engine.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 64-bit hash that is the same on every machine and in every run: eight bytes at a time are mixed
 * in, and the result goes through the finalizer of MurmurHash3. Not keyed: whoever makes keys
 * collide costs the store a comparison of keys, nothing more.
 */
final class HeapHasher {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private HeapHasher() {}

  static long hash(byte[] array, int offset, int length) {
    long hash = length * MULTIPLIER;
    int end = offset + length;
    int i = offset;
    for (; i + Long.BYTES <= end; i += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(array, i));
    }
    long tail = 0;
    for (; i < end; i++) {
      tail = tail << 8 | (array[i] & 0xFF);
    }
    return finish(mix(hash ^ tail));
  }

  private static long mix(long word) {
    return Long.rotateLeft(word * MULTIPLIER, 29);
  }

  private static long finish(long hash) {
    long h = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
    h = (h ^ h >>> 33) * 0xC4CEB9FE1A85EC53L;
    return h ^ h >>> 33;
  }
}
