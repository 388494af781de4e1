package io.ember.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The configuration of an engine: the keys of one properties file, each overridden by a system
 * property of the same name and by an environment variable ({@code EMBER_CLIENT_PORT} for {@code
 * ember.client.port}). The environment wins over the system property, that over the file.
 * Immutable.
 */
public final class EngineConfig {
  /** A setting as it was written, and where. */
  private record Setting(String text, String origin) {}

  private final Map<String, Setting> settings;

  private EngineConfig(Map<String, Setting> settings) {
    this.settings = settings;
  }

  /** {@return a configuration of these settings alone: no file, no overrides} */
  public static EngineConfig of(Map<String, String> settings) {
    Map<String, Setting> known = new TreeMap<>();
    settings.forEach((key, text) -> known.put(key, new Setting(text, "given by the program")));
    return new EngineConfig(known);
  }

  /**
   * {@return the configuration in a properties file, with overrides}
   *
   * @throws ConfigException if the file cannot be read or a line is not {@code key = value}
   */
  public static EngineConfig load(Path file) {
    return load(file, Map.of());
  }

  /**
   * {@return the configuration in a properties file; {@code overrides} (of the command line) win
   * over everything}
   */
  @SuppressWarnings("DoNotCallSuggester") // filled in by the next change
  public static EngineConfig load(Path file, Map<String, String> overrides) {
    throw new UnsupportedOperationException(file + " " + overrides);
  }

  /**
   * {@return the value of a key, its default if it is not set}
   *
   * @throws ConfigException if it is set to something that is not allowed
   */
  public <T> T get(ConfigKey<T> key) {
    Setting setting = settings.get(key.name());
    String text = setting == null ? key.defaultText() : setting.text();
    try {
      return key.parser().apply(text);
    } catch (IllegalArgumentException e) {
      String origin = setting == null ? "default" : setting.origin();
      throw new ConfigException(
          key.name() + " = " + text + " (" + origin + "): must be " + key.allowed(), e);
    }
  }

  /** {@return whether the key is set anywhere} */
  public boolean isSet(ConfigKey<?> key) {
    return settings.containsKey(key.name());
  }

  /** {@return where the key was set, "default" if it was not, for messages} */
  public String origin(ConfigKey<?> key) {
    Setting setting = settings.get(key.name());
    return setting == null ? "default" : setting.origin();
  }

  /** {@return the names of all keys that are set} */
  public Set<String> names() {
    return settings.keySet();
  }
}
