package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The free list against a {@link BitSet}. */
class ChunkBitmapTest {
  private static final int BITS = 1000;

  private final long bitmap = RawMemory.allocate(BITS / 8 + 64);
  private final BitSet model = new BitSet();

  ChunkBitmapTest() {
    RawMemory.zero(bitmap, BITS / 8 + 64);
  }

  @AfterEach
  void free() {
    RawMemory.free(bitmap);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void findsSetsAndClearsLikeABitSet(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int step = 0; step < 20_000; step++) {
      int limit = 900 + random.nextInt(100);
      int from = random.nextInt(limit);
      int count = 1 + random.nextInt(random.nextInt(3) == 0 ? 120 : 12);

      int found = ChunkBitmap.findClearRun(bitmap, from, count, limit);

      assertThat(found).isEqualTo(firstRun(from, count, limit));
      if (found != ChunkBitmap.NONE && random.nextInt(3) > 0) {
        ChunkBitmap.set(bitmap, found, count);
        model.set(found, found + count);
      }
      int at = random.nextInt(BITS - 130);
      if (random.nextInt(4) == 0) {
        ChunkBitmap.clear(bitmap, at, count);
        model.clear(at, at + count);
      }
      assertThat(ChunkBitmap.isClear(bitmap, at, count))
          .isEqualTo(model.nextSetBit(at) < 0 || model.nextSetBit(at) >= at + count);
      int next = model.nextSetBit(from);
      assertThat(ChunkBitmap.nextSet(bitmap, from, limit))
          .isEqualTo(next < 0 || next >= limit ? ChunkBitmap.NONE : next);
    }
  }

  private int firstRun(int from, int count, int limit) {
    int at = model.nextClearBit(from);
    while (at + count <= limit) {
      int used = model.nextSetBit(at);
      if (used < 0 || used >= at + count) {
        return at;
      }
      at = model.nextClearBit(used);
    }
    return ChunkBitmap.NONE;
  }

  @Test
  void givesUpAfterABoundedSearch() {
    int bits = 1 << 25;
    long large = RawMemory.allocate(bits / 8 + 64);
    for (long i = 0; i < bits / 8; i += 8) {
      RawMemory.putLong(large + i, 0x5555555555555555L);
    }
    ChunkBitmap.clear(large, bits - 100, 50);

    assertThat(ChunkBitmap.findClearRun(large, 0, 2, bits)).isEqualTo(ChunkBitmap.NONE);
    assertThat(ChunkBitmap.findClearRun(large, 0, 45, bits)).isEqualTo(ChunkBitmap.NONE);
    assertThat(ChunkBitmap.findClearRun(large, bits - 1000, 2, bits)).isEqualTo(bits - 101);
    RawMemory.free(large);
  }
}
