package io.ember.perf.cli;

import io.ember.engine.ConfigKey;
import java.util.ArrayList;
import java.util.List;

/**
 * One option of a command line. Immutable.
 *
 * @param key name without the dashes, default, and what is allowed
 * @param placeholder what stands for the value in the help; empty for a flag, which takes no value
 * @param help one sentence without its full stop
 */
public record Option<T>(ConfigKey<T> key, String placeholder, String help) {

  /** A whole number in {@code [min, max]}. */
  public static Option<Long> number(
      String name, long defaultValue, long min, long max, String help) {
    return new Option<>(ConfigKey.number(name, defaultValue, min, max), "N", help);
  }

  /** A decimal number in {@code [min, max]}. */
  public static Option<Double> decimal(
      String name, double defaultValue, double min, double max, String help) {
    return new Option<>(ConfigKey.decimal(name, defaultValue, min, max), "X", help);
  }

  /** Whole numbers in {@code [min, max]}, separated by commas, at least one. */
  public static Option<List<Integer>> numbers(
      String name, String defaultText, int min, int max, String help) {
    ConfigKey<List<Integer>> key =
        new ConfigKey<>(
            name,
            defaultText,
            "whole numbers from " + min + " to " + max + ", separated by commas",
            text -> parseNumbers(text, min, max));
    return new Option<>(key, "N,N,...", help);
  }

  /** One of some words. */
  public static Option<String> choice(
      String name, String defaultText, String help, String... words) {
    return new Option<>(ConfigKey.choice(name, defaultText, words), String.join("|", words), help);
  }

  /** Any text. */
  public static Option<String> text(
      String name, String defaultText, String placeholder, String help) {
    return new Option<>(ConfigKey.text(name, defaultText, "a text"), placeholder, help);
  }

  /** Present or not. */
  public static Option<Boolean> flag(String name, String help) {
    return new Option<>(ConfigKey.flag(name, false), "", help);
  }

  /** {@return the name without the dashes} */
  public String name() {
    return key.name();
  }

  /** {@return whether the option takes no value} */
  public boolean isFlag() {
    return placeholder.isEmpty();
  }

  /**
   * {@return the value that the text stands for}
   *
   * @throws UsageException if it is not allowed
   */
  public T parse(String text) {
    try {
      return key.parser().apply(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + name() + " " + text + ": must be " + key.allowed());
    }
  }

  private static List<Integer> parseNumbers(String text, int min, int max) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int number = Integer.parseInt(part.trim());
      if (number < min || number > max) {
        throw new IllegalArgumentException(part);
      }
      numbers.add(number);
    }
    return List.copyOf(numbers);
  }
}
