package io.ember.offheap;

import io.ember.engine.KeyHasher;

/**
 * XXH64 with seed 0: the published algorithm, and the hash by which Chronicle Map places a key.
 * Little-endian machines only, as the maps are. Stateless.
 */
final class Xxh64 {
  /** The hash of keys for {@link ChronicleSlotStoreFactory}. */
  static final KeyHasher HASHER = Xxh64::hash;

  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;

  /** Modulo 2^64, as everything here. */
  private static final long P1_PLUS_P2 = 0x60EA27EEADC0B5D6L;

  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;

  private Xxh64() {}

  /** {@return the hash of {@code count} bytes of the array from {@code offset} on} */
  static long hash(byte[] array, int offset, int count) {
    int at = offset;
    int left = count;
    long hash = P5;
    if (left >= 32) {
      long a = P1_PLUS_P2;
      long b = P2;
      long c = 0;
      long d = -P1;
      for (; left >= 32; left -= 32, at += 32) {
        a = round(a, RawMemory.getLong(array, at));
        b = round(b, RawMemory.getLong(array, at + 8));
        c = round(c, RawMemory.getLong(array, at + 16));
        d = round(d, RawMemory.getLong(array, at + 24));
      }
      hash = merged(a, b, c, d);
    }
    hash += count;
    for (; left >= 8; left -= 8, at += 8) {
      hash = eight(hash, RawMemory.getLong(array, at));
    }
    if (left >= 4) {
      hash = four(hash, RawMemory.getInt(array, at));
      left -= 4;
      at += 4;
    }
    for (; left > 0; left--, at++) {
      hash = one(hash, array[at]);
    }
    return avalanche(hash);
  }

  /** {@return the hash of {@code count} bytes of memory} */
  static long hash(long address, int count) {
    long at = address;
    int left = count;
    long hash = P5;
    if (left >= 32) {
      long a = P1_PLUS_P2;
      long b = P2;
      long c = 0;
      long d = -P1;
      for (; left >= 32; left -= 32, at += 32) {
        a = round(a, RawMemory.getLong(at));
        b = round(b, RawMemory.getLong(at + 8));
        c = round(c, RawMemory.getLong(at + 16));
        d = round(d, RawMemory.getLong(at + 24));
      }
      hash = merged(a, b, c, d);
    }
    hash += count;
    for (; left >= 8; left -= 8, at += 8) {
      hash = eight(hash, RawMemory.getLong(at));
    }
    if (left >= 4) {
      hash = four(hash, RawMemory.getInt(at));
      left -= 4;
      at += 4;
    }
    for (; left > 0; left--, at++) {
      hash = one(hash, RawMemory.getByte(at));
    }
    return avalanche(hash);
  }

  private static long merged(long a, long b, long c, long d) {
    long hash =
        Long.rotateLeft(a, 1)
            + Long.rotateLeft(b, 7)
            + Long.rotateLeft(c, 12)
            + Long.rotateLeft(d, 18);
    hash = (hash ^ round(0, a)) * P1 + P4;
    hash = (hash ^ round(0, b)) * P1 + P4;
    hash = (hash ^ round(0, c)) * P1 + P4;
    return (hash ^ round(0, d)) * P1 + P4;
  }

  private static long round(long accumulator, long input) {
    return Long.rotateLeft(accumulator + input * P2, 31) * P1;
  }

  private static long eight(long hash, long input) {
    return Long.rotateLeft(hash ^ round(0, input), 27) * P1 + P4;
  }

  private static long four(long hash, int input) {
    return Long.rotateLeft(hash ^ (input & 0xFFFFFFFFL) * P1, 23) * P2 + P3;
  }

  private static long one(long hash, byte input) {
    return Long.rotateLeft(hash ^ (input & 0xFF) * P5, 11) * P1;
  }

  private static long avalanche(long hash) {
    long h = (hash ^ hash >>> 33) * P2;
    h = (h ^ h >>> 29) * P3;
    return h ^ h >>> 32;
  }
}
