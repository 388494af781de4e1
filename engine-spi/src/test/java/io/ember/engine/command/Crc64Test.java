package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc64Test {
  /** The checksum bit by bit, from its definition: polynomial 0xAD93D23594C935A9, reflected. */
  private static long bitByBit(byte[] bytes, int offset, int length) {
    long polynomial = Long.reverse(0xAD93D23594C935A9L);
    long crc = 0;
    for (int i = offset; i < offset + length; i++) {
      crc ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ polynomial;
      }
    }
    return crc;
  }

  @Test
  void isThatOfRedisOnItsTestVector() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);

    assertThat(Crc64.update(0, digits, 0, digits.length)).isEqualTo(0xE9C6D914C4B8D9CAL);
    assertThat(Crc64.update(0, digits, 0, 0)).isZero();
  }

  @Test
  void isThatOfItsDefinitionAtEveryOffsetAndLength() {
    byte[] bytes = new byte[64];
    new Random(1).nextBytes(bytes);
    for (int offset = 0; offset < 9; offset++) {
      for (int length = 0; length <= bytes.length - offset; length++) {
        assertThat(Crc64.update(0, bytes, offset, length))
            .as("%s bytes from %s on", length, offset)
            .isEqualTo(bitByBit(bytes, offset, length));
      }
    }
  }

  @Test
  void goesOnWhereItEnded() {
    byte[] bytes = new byte[100];
    new Random(2).nextBytes(bytes);
    long whole = Crc64.update(0, bytes, 0, bytes.length);

    for (int cut = 0; cut <= bytes.length; cut++) {
      long first = Crc64.update(0, bytes, 0, cut);

      assertThat(Crc64.update(first, bytes, cut, bytes.length - cut)).isEqualTo(whole);
    }
  }
}
