package io.ember.perf.bench;

import io.ember.engine.Key;
import io.ember.engine.KeyHasher;
import io.ember.engine.Slots;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Random picks of keys, prepared so that a benchmark pays for neither choosing, writing nor hashing
 * one: on the data path the client loop has done that. Walked through in order, so that the picks
 * themselves stay in the cache while the entries of the keys do not.
 */
final class KeyPicks {
  static final int KEY_BYTES = 16;

  /** Most keys of a batch. */
  static final int MAX_BATCH = 64;

  private static final int PICKS = 1 << 18;

  private final byte[] bytes = new byte[PICKS * KEY_BYTES];
  private final int[] slots = new int[PICKS];
  private final long[] hashes = new long[PICKS];
  private final Key[] batch = new Key[MAX_BATCH];
  private int next;

  /** Picks among the keys 0 to {@code keyCount - 1}. */
  KeyPicks(int keyCount, KeyHasher hasher, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < PICKS; i++) {
      int at = i * KEY_BYTES;
      writeKey(random.nextInt(keyCount), bytes, at);
      slots[i] = Slots.keySlot(bytes, at, KEY_BYTES);
      hashes[i] = hasher.hash(bytes, at, KEY_BYTES);
    }
    for (int i = 0; i < batch.length; i++) {
      batch[i] = new Key();
    }
  }

  /** {@return the next keys, at the front of an array that the next call fills anew} */
  Key[] nextBatch(int count) {
    int from = next + count > PICKS ? 0 : next;
    for (int i = 0; i < count; i++) {
      int pick = from + i;
      batch[i].set(bytes, pick * KEY_BYTES, KEY_BYTES, slots[pick], hashes[pick]);
    }
    next = from + count;
    return batch;
  }

  /** Writes the key of a number as {@code redis-benchmark} names it. */
  static void writeKey(long number, byte[] target, int offset) {
    byte[] prefix = "key:".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(prefix, 0, target, offset, prefix.length);
    long rest = number;
    for (int i = KEY_BYTES - 1; i >= prefix.length; i--) {
      target[offset + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
