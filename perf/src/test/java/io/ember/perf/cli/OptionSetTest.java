package io.ember.perf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionSetTest {
  private static final Option<Long> COUNT = Option.number("count", 5, 1, 10, "how many");
  private static final Option<List<Integer>> SIZES =
      Option.numbers("sizes", "1,16", 1, 100, "which sizes");
  private static final Option<Boolean> QUICK = Option.flag("quick", "shorter");
  private static final Option<String> SET = Option.text("set", "", "KEY=VALUE", "a setting");
  private static final OptionSet OPTIONS = new OptionSet("REGEX", COUNT, SIZES, QUICK, SET);

  @Test
  void takesDefaultsWhereNothingIsSaid() {
    Arguments arguments = OPTIONS.parse(List.of());

    assertThat(arguments.get(COUNT)).isEqualTo(5);
    assertThat(arguments.get(SIZES)).containsExactly(1, 16);
    assertThat(arguments.get(QUICK)).isFalse();
    assertThat(arguments.all(SET)).isEmpty();
    assertThat(arguments.positional("all")).isEqualTo("all");
  }

  @Test
  void readsValuesAfterASpaceAndAfterAnEqualsSign() {
    Arguments arguments =
        OPTIONS.parse(
            List.of(
                "--count", "7", "--sizes=2,3", "--quick", "Store", "--set", "a=b", "--set=c=d"));

    assertThat(arguments.get(COUNT)).isEqualTo(7);
    assertThat(arguments.getInt(COUNT)).isEqualTo(7);
    assertThat(arguments.get(SIZES)).containsExactly(2, 3);
    assertThat(arguments.get(QUICK)).isTrue();
    assertThat(arguments.all(SET)).containsExactly("a=b", "c=d");
    assertThat(arguments.positional("all")).isEqualTo("Store");
  }

  @Test
  void namesTheUnknownOptionAndThoseThatAreAllowed() {
    assertThatThrownBy(() -> OPTIONS.parse(List.of("--conut", "7")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--conut")
        .hasMessageContaining("--count --sizes --quick --set --help");
  }

  @Test
  void saysWhatIsAllowedInsteadOfAWrongValue() {
    assertThatThrownBy(() -> OPTIONS.parse(List.of("--count", "11")))
        .isInstanceOf(UsageException.class)
        .hasMessage("--count 11: must be a whole number from 1 to 10");
    assertThatThrownBy(() -> OPTIONS.parse(List.of("--sizes", "1,x")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("separated by commas");
    assertThatThrownBy(() -> OPTIONS.parse(List.of("--sizes", "1,,2")))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> OPTIONS.parse(List.of("--quick=perhaps")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("true or false");
  }

  @Test
  void asksForAMissingValue() {
    assertThatThrownBy(() -> OPTIONS.parse(List.of("--count")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--count needs a value");
  }

  @Test
  void refusesMoreArgumentsThanItKnows() {
    assertThatThrownBy(() -> OPTIONS.parse(List.of("a", "b")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("unexpected argument b");
    assertThatThrownBy(() -> new OptionSet("").parse(List.of("a")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("unexpected argument a");
  }

  @Test
  void helpTellsEveryOptionWithItsDefault() {
    String help = OPTIONS.help("jmh", "Runs benchmarks.");

    assertThat(help)
        .startsWith("usage: perf jmh [options] [REGEX]")
        .contains("--count N", "how many (5)", "--sizes N,N,...", "--quick", "Runs benchmarks.");
  }
}
