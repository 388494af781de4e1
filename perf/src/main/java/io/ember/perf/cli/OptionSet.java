package io.ember.perf.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The options that a command takes, and its help. Immutable. */
public final class OptionSet {
  private static final int HELP_COLUMN = 34;

  private final Map<String, Option<?>> options = new LinkedHashMap<>();
  private final String positionalName;

  /**
   * @param positionalName what stands for the one argument without dashes; empty if none is allowed
   */
  public OptionSet(String positionalName, Option<?>... options) {
    this.positionalName = positionalName;
    for (Option<?> option : options) {
      if (this.options.putIfAbsent(option.name(), option) != null) {
        throw new IllegalArgumentException("two options are named --" + option.name());
      }
    }
  }

  /**
   * Reads {@code --name value}, {@code --name=value}, {@code --flag} and the argument without
   * dashes. All values are checked here, so that nothing starts on a wrong command line.
   *
   * @throws UsageException if something is wrong
   */
  public Arguments parse(List<String> words) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<String> positional = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("--")) {
        positional.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
      Option<?> option = named(name);
      String value;
      if (equals >= 0) {
        value = word.substring(equals + 1);
      } else if (option.isFlag()) {
        value = "true";
      } else if (i + 1 < words.size()) {
        value = words.get(++i);
      } else {
        throw new UsageException("--" + name + " needs a value: " + option.key().allowed());
      }
      option.parse(value);
      values.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
    }
    checkPositional(positional);
    return new Arguments(values, positional);
  }

  private Option<?> named(String name) {
    Option<?> option = options.get(name);
    if (option == null) {
      throw new UsageException(
          "unknown option --"
              + name
              + ": allowed are "
              + options.keySet().stream()
                  .map(known -> "--" + known)
                  .collect(Collectors.joining(" "))
              + " --help");
    }
    return option;
  }

  private void checkPositional(List<String> positional) {
    int allowed = positionalName.isEmpty() ? 0 : 1;
    if (positional.size() > allowed) {
      throw new UsageException(
          "unexpected argument " + positional.get(allowed) + ": options begin with --");
    }
  }

  /** {@return the help of a command with these options} */
  public String help(String command, String summary) {
    StringBuilder text = new StringBuilder();
    text.append("usage: perf ").append(command).append(" [options]");
    if (!positionalName.isEmpty()) {
      text.append(" [").append(positionalName).append(']');
    }
    text.append("\n\n").append(summary).append("\n\n");
    for (Option<?> option : options.values()) {
      String left = "  --" + option.name() + (option.isFlag() ? "" : " " + option.placeholder());
      text.append(left);
      if (left.length() >= HELP_COLUMN) {
        text.append('\n').append(" ".repeat(HELP_COLUMN));
      } else {
        text.append(" ".repeat(HELP_COLUMN - left.length()));
      }
      text.append(option.help());
      String defaultText = option.key().defaultText();
      if (!option.isFlag() && !defaultText.isEmpty()) {
        text.append(" (").append(defaultText).append(')');
      }
      text.append('\n');
    }
    return text.toString();
  }
}
