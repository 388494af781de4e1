package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopBitTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        127,
        128,
        129,
        16_383,
        16_384,
        65_535,
        65_536,
        2_097_151,
        2_097_152,
        268_435_455,
        268_435_456,
        Integer.MAX_VALUE
      })
  void readsWhatItWrote(int value) {
    long memory = RawMemory.allocate(16);

    long end = StopBit.write(memory, value);

    assertThat(end - memory).isEqualTo(StopBit.size(value));
    assertThat(StopBit.value(StopBit.read(memory))).isEqualTo(value);
    assertThat(StopBit.bytes(StopBit.read(memory))).isEqualTo(StopBit.size(value));
    RawMemory.free(memory);
  }
}
