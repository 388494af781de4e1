package io.ember.engine;

import java.util.function.Function;

/**
 * One key of the configuration: its name, its default as it would be written, what is allowed in
 * words, and how its text becomes a value.
 *
 * @param name the full name, such as {@code ember.client.port}
 * @param defaultText the default as it would be written; empty for "not set"
 * @param allowed what is allowed, for messages: "a port, 1 to 65535"
 * @param parser gives the value, or throws {@link IllegalArgumentException} for a text that is not
 *     allowed
 */
public record ConfigKey<T>(
    String name, String defaultText, String allowed, Function<String, T> parser) {

  private static final String RESERVED_SUFFIX = ".*";

  /** A whole number in {@code [min, max]}. */
  public static ConfigKey<Long> number(String name, long defaultValue, long min, long max) {
    return new ConfigKey<>(
        name,
        Long.toString(defaultValue),
        "a whole number from " + min + " to " + max,
        text -> {
          long value = Long.parseLong(text);
          require(value >= min && value <= max);
          return value;
        });
  }

  /** A decimal number in {@code [min, max]}. */
  public static ConfigKey<Double> decimal(
      String name, double defaultValue, double min, double max) {
    return new ConfigKey<>(
        name,
        Double.toString(defaultValue),
        "a number from " + min + " to " + max,
        text -> {
          double value = Double.parseDouble(text);
          require(value >= min && value <= max);
          return value;
        });
  }

  /** A number of bytes, with an optional unit: {@code 64mb}, {@code 1gb}, as Redis writes them. */
  public static ConfigKey<Long> bytes(String name, String defaultText, long min, long max) {
    return new ConfigKey<>(
        name,
        defaultText,
        "bytes, such as 1048576, 64mb or 2gb, from " + min + " to " + max,
        text -> {
          long value = parseBytes(text);
          require(value >= min && value <= max);
          return value;
        });
  }

  /** {@code true} or {@code false}. */
  public static ConfigKey<Boolean> flag(String name, boolean defaultValue) {
    return new ConfigKey<>(
        name,
        Boolean.toString(defaultValue),
        "true or false",
        text -> {
          require(text.equals("true") || text.equals("false"));
          return text.equals("true");
        });
  }

  /** Any text. */
  public static ConfigKey<String> text(String name, String defaultText, String allowed) {
    return new ConfigKey<>(name, defaultText, allowed, text -> text);
  }

  /** One of some words. */
  public static ConfigKey<String> choice(String name, String defaultText, String... words) {
    return new ConfigKey<>(
        name,
        defaultText,
        "one of " + String.join(", ", words),
        text -> {
          require(java.util.List.of(words).contains(text));
          return text;
        });
  }

  /**
   * Names that are kept for what does not exist yet: whoever sets one is told so, instead of being
   * left to believe that it works.
   *
   * @param name a prefix and {@code .*}, such as {@code ember.client.tls.*}
   * @param why a sentence for whoever sets one
   */
  public static ConfigKey<String> reserved(String name, String why) {
    if (!name.endsWith(RESERVED_SUFFIX)) {
      throw new IllegalArgumentException("a reserved name ends with .*: " + name);
    }
    return new ConfigKey<>(name, "", "not set: " + why, text -> text);
  }

  /** {@return whether this is a {@link #reserved} family of names, which may not be set} */
  public boolean isReserved() {
    return name.endsWith(RESERVED_SUFFIX);
  }

  /** {@return whether the key, or the family, has this name} */
  public boolean covers(String fullName) {
    return isReserved()
        ? fullName.startsWith(name.substring(0, name.length() - 1))
        : fullName.equals(name);
  }

  private static void require(boolean allowed) {
    if (!allowed) {
      throw new IllegalArgumentException();
    }
  }

  /**
   * {@return the number of bytes that the text says, with Redis's units: b, k = 1000, kb = 1024, m,
   * mb, g, gb}
   *
   * @throws IllegalArgumentException if it is not such a number
   */
  public static long parseBytes(String text) {
    String lower = text.trim().toLowerCase(java.util.Locale.ROOT);
    int digits = 0;
    while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
      digits++;
    }
    require(digits > 0);
    long unit =
        switch (lower.substring(digits)) {
          case "", "b" -> 1;
          case "k" -> 1000;
          case "kb" -> 1024;
          case "m" -> 1000 * 1000;
          case "mb" -> 1024 * 1024;
          case "g" -> 1000L * 1000 * 1000;
          case "gb" -> 1024L * 1024 * 1024;
          default -> throw new IllegalArgumentException();
        };
    try {
      return Math.multiplyExact(Long.parseLong(lower.substring(0, digits)), unit);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
