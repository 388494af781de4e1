package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegersTest {
  private static boolean isLong(String text) {
    byte[] array = ("#" + text + "9").getBytes(StandardCharsets.US_ASCII);
    return Integers.isLong(array, 1, text.length());
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        -1,
        9,
        10,
        -10,
        99,
        100,
        999_999_999_999_999_999L,
        -999_999_999_999_999_999L,
        1_000_000_000_000_000_000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 1,
        Long.MIN_VALUE + 1,
        Long.MAX_VALUE / 10,
        Integer.MIN_VALUE
      })
  void writesAndReadsWhatFits(long value) {
    byte[] array = new byte[Integers.MAX_BYTES + 1];

    int length = Integers.write(value, array, 1);

    assertThat(new String(array, 1, length, StandardCharsets.US_ASCII))
        .isEqualTo(Long.toString(value));
    assertThat(Integers.decimalLength(value)).isEqualTo(length);
    assertThat(Integers.isLong(array, 1, length)).isTrue();
    assertThat(Integers.toLong(array, 1, length)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+1",
        "01",
        "-01",
        "-0",
        "00",
        " 1",
        "1 ",
        "1.0",
        "a",
        "1a",
        "--1",
        "1-",
        "9223372036854775808",
        "-9223372036854775809",
        "9999999999999999999",
        "-9999999999999999999",
        "10000000000000000000",
        "92233720368547758070",
        "18446744073709551616",
        "-92233720368547758080"
      })
  void refusesEverythingElse(String text) {
    assertThat(isLong(text)).isFalse();
  }

  @Test
  void agreesWithBigIntegerAboutTheLimits() {
    Random random = new Random(11);
    BigInteger limit = BigInteger.ONE.shiftLeft(63);
    for (int i = 0; i < 20_000; i++) {
      BigInteger value = limit.add(BigInteger.valueOf(random.nextInt(2_000) - 1_000L));
      value = random.nextBoolean() ? value : value.negate();

      assertThat(isLong(value.toString())).as("%s", value).isEqualTo(value.bitLength() <= 63);
    }
  }
}
