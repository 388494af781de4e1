package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import net.openhft.chronicle.algo.hashing.LongHashFunction;
import org.junit.jupiter.api.Test;

class Xxh64Test {
  @Test
  void hashesThePublishedTestVectors() {
    assertThat(hash("")).isEqualTo(0xEF46DB3751D8E999L);
    assertThat(hash("a")).isEqualTo(0xD24EC4F1A98C6E5BL);
    assertThat(hash("abc")).isEqualTo(0x44BC2CF5AD770999L);
    assertThat(hash("The quick brown fox jumps over the lazy dog")).isEqualTo(0x0B242D361FDA71BCL);
  }

  @Test
  void hashesAnyLengthAndOffsetAsTheMapsDo() {
    byte[] bytes = new byte[400];
    new SplittableRandom(1).nextBytes(bytes);
    for (int length = 0; length < 300; length++) {
      int offset = length % 60;
      assertThat(Xxh64.hash(bytes, offset, length))
          .isEqualTo(LongHashFunction.xx_r39().hashBytes(bytes, offset, length));
    }
  }

  @Test
  void hashesMemoryLikeArrays() {
    byte[] bytes = new byte[300];
    new SplittableRandom(2).nextBytes(bytes);
    long memory = RawMemory.allocate(bytes.length);
    RawMemory.copyIn(bytes, 0, bytes.length, memory);
    for (int length = 0; length <= bytes.length; length++) {
      assertThat(Xxh64.hash(memory, length)).isEqualTo(Xxh64.hash(bytes, 0, length));
    }
    RawMemory.free(memory);
  }

  private static long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Xxh64.hash(bytes, 0, bytes.length);
  }
}
