package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RawMemoryTest {
  private static final int LONGEST = 600;
  private static final byte MARK = 0x5A;

  @Test
  void copiesExactlyTheBytesThatItIsAskedFor() {
    byte[] source = new byte[LONGEST];
    new SplittableRandom(1).nextBytes(source);
    long memory = RawMemory.allocate(2L * LONGEST);
    long other = RawMemory.allocate(2L * LONGEST);
    for (int count = 0; count < LONGEST - 7; count++) {
      fill(memory);
      fill(other);
      byte[] target = new byte[LONGEST];
      Arrays.fill(target, MARK);

      RawMemory.copyIn(source, 7, count, memory);
      RawMemory.copy(memory, other, count);
      RawMemory.copyOut(other, target, 3, count);

      byte[] expected = new byte[LONGEST];
      Arrays.fill(expected, MARK);
      System.arraycopy(source, 7, expected, 3, count);
      assertThat(target).isEqualTo(expected);
      assertThat(RawMemory.getByte(memory + count)).isEqualTo(MARK);
      assertThat(RawMemory.getByte(other + count)).isEqualTo(MARK);
    }
    RawMemory.free(memory);
    RawMemory.free(other);
  }

  @Test
  void seesEveryDifferingByte() {
    byte[] bytes = new byte[60];
    new SplittableRandom(3).nextBytes(bytes);
    long memory = RawMemory.allocate(bytes.length);
    for (int count = 0; count < bytes.length; count++) {
      RawMemory.copyIn(bytes, 0, count, memory);
      assertThat(RawMemory.same(bytes, 0, count, memory)).isTrue();
      for (int i = 0; i < count; i++) {
        RawMemory.putByte(memory + i, (byte) (bytes[i] + 1));
        assertThat(RawMemory.same(bytes, 0, count, memory)).isFalse();
        RawMemory.putByte(memory + i, bytes[i]);
      }
    }
    RawMemory.free(memory);
  }

  private static void fill(long memory) {
    for (int i = 0; i < 2 * LONGEST; i++) {
      RawMemory.putByte(memory + i, MARK);
    }
  }
}
