package io.ember.engine;

import java.util.Map;
import java.util.TreeMap;

/**
 * What wins over the configuration file, from the weakest to the strongest: system properties, the
 * environment, the command line. Immutable.
 *
 * @param systemProperties those whose names begin with {@code ember.}; others are left out
 * @param environment variables whose names begin with {@code EMBER_}; others are left out
 * @param commandLine settings by their keys
 */
public record ConfigOverrides(
    Map<String, String> systemProperties,
    Map<String, String> environment,
    Map<String, String> commandLine) {

  /** No overrides: the file alone. */
  public static final ConfigOverrides NONE = new ConfigOverrides(Map.of(), Map.of(), Map.of());

  static final String PROPERTY_PREFIX = "ember.";
  static final String VARIABLE_PREFIX = "EMBER_";

  public ConfigOverrides {
    systemProperties = withPrefix(systemProperties, PROPERTY_PREFIX);
    environment = withPrefix(environment, VARIABLE_PREFIX);
    commandLine = Map.copyOf(commandLine);
  }

  /** {@return the overrides of this process, with these of its command line} */
  public static ConfigOverrides ofProcess(Map<String, String> commandLine) {
    Map<String, String> properties = new TreeMap<>();
    System.getProperties()
        .stringPropertyNames()
        .forEach(name -> properties.put(name, System.getProperty(name, "")));
    return new ConfigOverrides(properties, System.getenv(), commandLine);
  }

  private static Map<String, String> withPrefix(Map<String, String> all, String prefix) {
    Map<String, String> some = new TreeMap<>();
    all.forEach(
        (name, text) -> {
          if (name.startsWith(prefix)) {
            some.put(name, text);
          }
        });
    return Map.copyOf(some);
  }

  /** {@return the environment variable that overrides a key} */
  static String variableOf(String key) {
    return key.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The names only: values may be secrets. */
  @Override
  public String toString() {
    return "ConfigOverrides["
        + systemProperties.keySet()
        + ", "
        + environment.keySet()
        + ", "
        + commandLine.keySet()
        + "]";
  }
}
