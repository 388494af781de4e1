package io.ember.examples.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The options that a command knows, in the order in which its help lists them. Options are written
 * {@code --name value} or {@code --name=value}; {@code --help} is always known. Immutable.
 */
public final class OptionSet {
  /**
   * @param valueName what stands for the value in help; empty for a flag
   * @param defaultText null for an option that has no default
   * @param description empty for an option that help does not list
   */
  private record Spec(
      String name,
      String valueName,
      boolean repeated,
      @Nullable String defaultText,
      String description) {
    boolean isFlag() {
      return valueName.isEmpty();
    }

    boolean isListed() {
      return !description.isEmpty();
    }

    String usage() {
      return isFlag() ? "--" + name : "--" + name + " " + valueName;
    }
  }

  private final Map<String, Spec> specs;
  private final boolean takesOperands;

  private OptionSet(Map<String, Spec> specs, boolean takesOperands) {
    this.specs = specs;
    this.takesOperands = takesOperands;
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Parses what follows the command's name.
   *
   * @throws UsageException if an option is unknown, lacks its value or is given twice
   */
  public Options parse(List<String> arguments) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (takesOperands && !argument.startsWith("--")) {
        operands.add(argument);
        continue;
      }
      int equals = argument.indexOf('=');
      String written = equals < 0 ? argument : argument.substring(0, equals);
      Spec spec = argument.startsWith("--") ? specs.get(written.substring(2)) : null;
      if (spec == null) {
        throw new UsageException("unknown option " + written + "; allowed are " + allowed());
      }
      String value;
      if (spec.isFlag()) {
        if (equals >= 0) {
          throw new UsageException(written + " takes no value");
        }
        value = "true";
      } else if (equals >= 0) {
        value = argument.substring(equals + 1);
      } else if (++i < arguments.size()) {
        value = arguments.get(i);
      } else {
        throw new UsageException(written + " needs a value: " + spec.usage());
      }
      List<String> known = values.computeIfAbsent(spec.name(), name -> new ArrayList<>());
      if (!known.isEmpty() && !spec.repeated()) {
        throw new UsageException(written + " is given twice");
      }
      known.add(value);
    }
    return new Options(values, defaults(), operands);
  }

  private Map<String, String> defaults() {
    Map<String, String> defaults = new LinkedHashMap<>();
    for (Spec spec : specs.values()) {
      String text = spec.defaultText();
      if (text != null) {
        defaults.put(spec.name(), text);
      }
    }
    return defaults;
  }

  private String allowed() {
    return specs.values().stream()
        .filter(Spec::isListed)
        .map(Spec::usage)
        .collect(Collectors.joining(", "));
  }

  /** {@return one line per option, indented} */
  public String help() {
    List<Spec> listed = specs.values().stream().filter(Spec::isListed).toList();
    int width = listed.stream().mapToInt(spec -> spec.usage().length()).max().orElse(0);
    StringBuilder help = new StringBuilder();
    for (Spec spec : listed) {
      String usage = spec.usage();
      help.append("  ").append(usage).append(" ".repeat(width - usage.length() + 2));
      help.append(spec.description());
      String text = spec.defaultText();
      if (text != null && !text.isEmpty()) {
        help.append(" (default ").append(text).append(')');
      }
      help.append(spec.repeated() ? " (may be repeated)" : "").append('\n');
    }
    return help.toString();
  }

  /** Collects options. */
  public static final class Builder {
    private final Map<String, Spec> specs = new LinkedHashMap<>();
    private boolean takesOperands;

    private Builder() {}

    /** Lets words that are no options pass. */
    public Builder operands() {
      takesOperands = true;
      return this;
    }

    /** An option with a value that has to be given. */
    public Builder required(String name, String valueName, String description) {
      return add(new Spec(name, valueName, false, null, description));
    }

    /** An option with a value. */
    public Builder option(String name, String valueName, String defaultText, String description) {
      return add(new Spec(name, valueName, false, defaultText, description));
    }

    /** An option for tests, which help does not list. */
    public Builder hidden(String name, String valueName, String defaultText) {
      return add(new Spec(name, valueName, false, defaultText, ""));
    }

    /** An option with a value that may be given any number of times. */
    public Builder repeated(String name, String valueName, String description) {
      return add(new Spec(name, valueName, true, null, description));
    }

    /** An option without a value. */
    public Builder flag(String name, String description) {
      return add(new Spec(name, "", false, null, description));
    }

    private Builder add(Spec spec) {
      if (specs.putIfAbsent(spec.name(), spec) != null) {
        throw new IllegalArgumentException("two options are named " + spec.name());
      }
      return this;
    }

    public OptionSet build() {
      flag("help", "prints this and exits");
      return new OptionSet(specs, takesOperands);
    }
  }
}
