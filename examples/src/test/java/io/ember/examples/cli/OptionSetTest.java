package io.ember.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionSetTest {
  private static final OptionSet OPTIONS =
      OptionSet.builder()
          .required("config", "FILE", "a file")
          .option("seconds", "S", "20", "a duration")
          .repeated("set", "KEY=VALUE", "a pair")
          .flag("fault", "a flag")
          .build();

  @Test
  void takesAValueFromTheNextWordOrAfterAnEqualsSign() {
    assertThat(parse("--config", "a.properties").text("config")).isEqualTo("a.properties");
    assertThat(parse("--config=b=c").text("config")).isEqualTo("b=c");
  }

  @Test
  void fallsBackToTheDefault() {
    assertThat(parse().number("seconds", 0, 100)).isEqualTo(20);
    assertThat(parse("--seconds", "7").number("seconds", 0, 100)).isEqualTo(7);
  }

  @Test
  void keepsTheLastPairOfAKey() {
    Options options = parse("--set", "a=1", "--set", "b = x=y ", "--set", "a=2");

    assertThat(options.pairs("set")).containsEntry("a", "2").containsEntry("b", "x=y").hasSize(2);
  }

  @Test
  void namesAnUnknownOptionAndThoseThatAreAllowed() {
    assertThatThrownBy(() -> parse("--colour", "red"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "unknown option --colour; allowed are --config FILE, --seconds S, --set KEY=VALUE,"
                + " --fault, --help");
  }

  @Test
  void refusesAWordThatIsNoOption() {
    assertThatThrownBy(() -> parse("config")).isInstanceOf(UsageException.class);
  }

  @Test
  void refusesAnOptionWithoutItsValueAndAFlagWithOne() {
    assertThatThrownBy(() -> parse("--config")).hasMessageContaining("--config needs a value");
    assertThatThrownBy(() -> parse("--fault=yes")).hasMessageContaining("takes no value");
  }

  @Test
  void refusesAnOptionThatIsGivenTwice() {
    assertThatThrownBy(() -> parse("--seconds", "1", "--seconds", "2"))
        .hasMessage("--seconds is given twice");
  }

  @Test
  void saysWhatANumberMayBe() {
    assertThatThrownBy(() -> parse("--seconds", "101").number("seconds", 0, 100))
        .hasMessage("--seconds 101: must be a whole number from 0 to 100");
    assertThatThrownBy(() -> parse("--seconds", "soon").number("seconds", 0, 100))
        .hasMessageContaining("whole number");
  }

  @Test
  void missesARequiredOptionWhenItIsAskedFor() {
    assertThatThrownBy(() -> parse().text("config")).hasMessage("--config is missing");
  }

  @Test
  void refusesAPairWithoutAKey() {
    assertThatThrownBy(() -> parse("--set", "=1").pairs("set"))
        .hasMessage("--set =1: must be key=value");
  }

  private static Options parse(String... arguments) {
    return OPTIONS.parse(List.of(arguments));
  }
}
