package io.ember.engine;

import java.util.List;
import java.util.Locale;

/** Tells by its name whether a setting is a secret, whose value must never be shown. */
final class SecretNames {
  static final String MASK = "***";

  private static final List<String> WORDS =
      List.of("password", "secret", "passwd", "token", "credential");

  private SecretNames() {}

  /** {@return whether the key, or the environment variable, is a secret itself} */
  static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    // The name of the file that holds a secret is none, and a message without it would not help.
    return !lower.endsWith("-file") && WORDS.stream().anyMatch(lower::contains);
  }

  /** {@return the text, or the mask if the name is that of a secret} */
  static String mask(String name, String text) {
    return isSecret(name) ? MASK : text;
  }
}
