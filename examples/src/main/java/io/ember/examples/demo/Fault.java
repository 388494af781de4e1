package io.ember.examples.demo;

import io.ember.examples.cli.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is done wrong on purpose, so that the demonstration has to fail. */
enum Fault {
  /** Nothing. */
  NONE,
  /** A key is deleted that the model knows. */
  LOST_WRITE,
  /** A client makes a call that is answered with an error, while slots move if they do. */
  CLIENT_ERROR;

  static Fault of(String text) {
    for (Fault each : values()) {
      if (each.option().equals(text)) {
        return each;
      }
    }
    throw new UsageException(
        "--inject-fault "
            + text
            + ": must be one of "
            + Arrays.stream(values()).map(Fault::option).collect(Collectors.joining(", ")));
  }

  private String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
