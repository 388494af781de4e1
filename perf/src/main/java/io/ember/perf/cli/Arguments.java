package io.ember.perf.cli;

import java.util.List;
import java.util.Map;

/** What a command line says, checked. Immutable. */
public final class Arguments {
  private final Map<String, List<String>> values;
  private final List<String> positional;

  Arguments(Map<String, List<String>> values, List<String> positional) {
    this.values = values;
    this.positional = List.copyOf(positional);
  }

  /** {@return the value of the option, the last one if it is given more than once} */
  public <T> T get(Option<T> option) {
    List<String> given = values.get(option.name());
    return option.parse(given == null ? option.key().defaultText() : given.get(given.size() - 1));
  }

  /** {@return the value as an int} */
  public int getInt(Option<Long> option) {
    return Math.toIntExact(get(option));
  }

  /** {@return every value of an option that may be given more than once} */
  public List<String> all(Option<String> option) {
    return List.copyOf(values.getOrDefault(option.name(), List.of()));
  }

  /** {@return whether the option is on the command line} */
  public boolean has(Option<?> option) {
    return values.containsKey(option.name());
  }

  /** {@return the argument without dashes, or the default} */
  public String positional(String defaultText) {
    return positional.isEmpty() ? defaultText : positional.get(0);
  }
}
