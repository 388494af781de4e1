package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtendedFloatTest {
  private static ExtendedFloat parse(String text) {
    ExtendedFloat parsed = ExtendedFloat.parse(Bytes.of(text));
    if (parsed == null) {
      throw new AssertionError("no number: " + text);
    }
    return parsed;
  }

  @ParameterizedTest(name = "{0} + {1} = {2}")
  @CsvSource({
    "0.1, 0.2, 0.3",
    "1, -1, 0",
    "-0, 0, 0",
    "3, 1e-17, 3.00000000000000001",
    "1e17, 0.001, 100000000000000000",
    "18446744073709551615, 1, 18446744073709551616",
    // ties go to the even neighbour
    "18446744073709551616, 1, 18446744073709551616",
    "18446744073709551616, 3, 18446744073709551620",
    "0x1p3, 0x.8, 8.5",
    "0X1.8P+1, 0x0, 3",
    "1e-4950, 0, 0",
    "0.00000000000000001, 0, 0.00000000000000001",
    "0.000000000000000001, 0, 0",
    "5., .5, 5.5",
    "+1, 1E2, 101",
    "0e99999999999999, 1, 1",
  })
  void addsWithTheDigitsOfAnExtendedFloat(String one, String other, String sum) {
    assertThat(parse(one).plus(parse(other)).toText()).isEqualTo(sum);
    assertThat(parse(other).plus(parse(one)).toText()).isEqualTo(sum);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "1 ",
        "abc",
        "1,5",
        ".",
        "+",
        "-",
        "1e",
        "1e+",
        "0x",
        "0x.",
        "nan",
        "1d",
        "1f",
        "1e4933",
        "-1e4933",
        "1e-4970",
        "1e99999999999",
        "1e-99999999999",
        "--1",
        "1.2.3",
        "infin"
      })
  void refusesWhatIsNoNumberOrOutOfRange(String text) {
    assertThat(ExtendedFloat.parse(Bytes.of(text))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "-inf", "+Infinity", "INFINITY"})
  void readsInfinityWhichIsNotFinite(String text) {
    assertThat(parse(text).isFinite()).isFalse();
    assertThat(parse("1").plus(parse(text)).isFinite()).isFalse();
    assertThat(parse(text).plus(parse("-inf")).isFinite()).isFalse();
  }

  @Test
  void overflowsIntoInfinity() {
    assertThat(parse("1e4932").plus(parse("1e4932")).isFinite()).isFalse();
    assertThat(parse("1e4932").plus(parse("-1e4932")).toText()).isEqualTo("0");
  }

  @Test
  void keepsTheSmallestNumbers() {
    ExtendedFloat smallest = parse("0x1p-16445");

    assertThat(smallest.plus(parse("1")).toText()).isEqualTo("1");
    assertThat(smallest.plus(parse("-0x1p-16445")).toText()).isEqualTo("0");
    assertThat(ExtendedFloat.parse(Bytes.of("0x1p-16446"))).isNull();
  }
}
