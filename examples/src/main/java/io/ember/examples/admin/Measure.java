package io.ember.examples.admin;

import io.ember.examples.cli.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a balance is made of. */
enum Measure {
  /** The number of slots. */
  SLOTS("slots"),
  /** Their keys. */
  KEYS("keys"),
  /** The memory of their keys. */
  BYTES("bytes"),
  /** The processor time of calls on them, measured for some seconds. */
  LOAD("us of load");

  private final String unit;

  Measure(String unit) {
    this.unit = unit;
  }

  /** {@return what it is counted in} */
  String unit() {
    return unit;
  }

  /**
   * {@return the one that a word names}
   *
   * @throws UsageException if none is called so
   */
  static Measure named(String word) {
    return Arrays.stream(values())
        .filter(measure -> measure.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--by "
                        + word
                        + ": allowed are "
                        + Arrays.stream(values())
                            .map(Measure::word)
                            .collect(Collectors.joining(", "))));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
