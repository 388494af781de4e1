package io.ember.cluster.config;

import io.ember.cluster.model.Endpoint;
import io.ember.engine.ConfigException;
import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Kinds of keys that only nodes need, and what all records do with theirs. Stateless. */
final class Keys {
  private Keys() {}

  /** An address or a DNS name. */
  static ConfigKey<String> host(String name, String defaultText) {
    return new ConfigKey<>(name, defaultText, "an address or a host name", Keys::parseHost);
  }

  /** An address or a DNS name, or nothing. */
  static ConfigKey<Optional<String>> optionalHost(String name) {
    return new ConfigKey<>(
        name,
        "",
        "an address or a host name, or empty",
        text -> text.isEmpty() ? Optional.empty() : Optional.of(parseHost(text)));
  }

  private static String parseHost(String text) {
    if (!Endpoint.isHost(text)) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  /** A port. */
  static ConfigKey<Integer> port(String name, int defaultPort) {
    return new ConfigKey<>(
        name, Integer.toString(defaultPort), "a port, 1 to " + Endpoint.MAX_PORT, Keys::parsePort);
  }

  /** A port, or {@code noneWord} for none. */
  static ConfigKey<OptionalInt> optionalPort(String name, String noneWord) {
    return new ConfigKey<>(
        name,
        noneWord,
        "a port, 1 to " + Endpoint.MAX_PORT + ", or " + (noneWord.isEmpty() ? "empty" : noneWord),
        text -> text.equals(noneWord) ? OptionalInt.empty() : OptionalInt.of(parsePort(text)));
  }

  private static int parsePort(String text) {
    return parseCount(text, 1, Endpoint.MAX_PORT);
  }

  /** A whole number that fits an {@code int}. */
  static ConfigKey<Integer> count(String name, int defaultValue, int min, int max) {
    return new ConfigKey<>(
        name,
        Integer.toString(defaultValue),
        "a whole number from " + min + " to " + max,
        text -> parseCount(text, min, max));
  }

  /** A whole number as {@link #count} takes it, or 0 for none. */
  static ConfigKey<Integer> countOrZero(String name, int defaultValue, int min, int max) {
    return new ConfigKey<>(
        name,
        Integer.toString(defaultValue),
        "0, or a whole number from " + min + " to " + max,
        text -> Integer.parseInt(text) == 0 ? 0 : parseCount(text, min, max));
  }

  /** A whole number from 1 on, or {@code autoWord} for one that depends on the machine. */
  static ConfigKey<OptionalInt> countOrAuto(String name, String autoWord, int max) {
    return new ConfigKey<>(
        name,
        autoWord,
        "a whole number from 1 to " + max + ", or " + autoWord,
        text ->
            text.equals(autoWord) ? OptionalInt.empty() : OptionalInt.of(parseCount(text, 1, max)));
  }

  private static int parseCount(String text, int min, int max) {
    int value = Integer.parseInt(text);
    if (value < min || value > max) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  /** One of the constants of an enum, written in lower case with dashes. */
  static <E extends Enum<E>> ConfigKey<E> choice(String name, E defaultValue) {
    E[] values = defaultValue.getDeclaringClass().getEnumConstants();
    return new ConfigKey<>(
        name,
        word(defaultValue),
        "one of " + Arrays.stream(values).map(Keys::word).collect(Collectors.joining(", ")),
        text ->
            Arrays.stream(values)
                .filter(value -> word(value).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * {@return that the values of these keys do not fit together} Each is named with where it was
   * set.
   */
  static ConfigException contradiction(EngineConfig config, String why, ConfigKey<?>... keys) {
    String settings =
        Arrays.stream(keys)
            .map(
                key -> key.name() + " = " + text(config.get(key)) + " (" + config.origin(key) + ")")
            .collect(Collectors.joining(", "));
    return new ConfigException(settings + ": " + why);
  }

  private static String text(Object value) {
    if (value instanceof OptionalInt port) {
      return port.isPresent() ? Integer.toString(port.getAsInt()) : "";
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(Object::toString).orElse("");
    }
    return value instanceof Enum<?> constant ? word(constant) : value.toString();
  }

  /** Makes a record of values, of which its constructor may say that they do not fit together. */
  static <T> T build(
      EngineConfig config, java.util.function.Supplier<T> constructor, ConfigKey<?>... keys) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw contradiction(config, String.valueOf(e.getMessage()), keys);
    }
  }
}
