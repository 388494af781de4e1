package io.ember.examples.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The options that a command was given. Immutable. */
public final class Options {
  private final Map<String, List<String>> values;
  private final Map<String, String> defaults;
  private final List<String> operands;

  Options(Map<String, List<String>> values, Map<String, String> defaults, List<String> operands) {
    this.values = values;
    this.defaults = defaults;
    this.operands = List.copyOf(operands);
  }

  /** {@return the words that are no options, in their order} */
  public List<String> operands() {
    return operands;
  }

  /** {@return whether the option was given} */
  public boolean isGiven(String name) {
    return values.containsKey(name);
  }

  /**
   * {@return the value of an option, its default if it was not given}
   *
   * @throws UsageException if it has no default and was not given
   */
  public String text(String name) {
    List<String> given = values.get(name);
    String text = given == null ? defaults.get(name) : given.get(0);
    if (text == null) {
      throw new UsageException("--" + name + " is missing");
    }
    return text;
  }

  /**
   * {@return the value of an option as a whole number in {@code [min, max]}}
   *
   * @throws UsageException if it is not one
   */
  public long number(String name, long min, long max) {
    String text = text(name);
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw notANumber(name, text, min, max);
    }
    throw notANumber(name, text, min, max);
  }

  private static UsageException notANumber(String name, String text, long min, long max) {
    return new UsageException(
        "--" + name + " " + text + ": must be a whole number from " + min + " to " + max);
  }

  /**
   * {@return the pairs of a repeated option whose values are {@code key=value}; the last one of a
   * key wins}
   *
   * @throws UsageException if one is not such a pair
   */
  public Map<String, String> pairs(String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String text : values.getOrDefault(name, List.of())) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new UsageException("--" + name + " " + text + ": must be key=value");
      }
      pairs.put(text.substring(0, equals).trim(), text.substring(equals + 1).trim());
    }
    return pairs;
  }
}
