package io.ember.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an engine: the keys of one properties file, each overridden by a system
 * property of the same name and by an environment variable ({@code EMBER_CLIENT_PORT} for {@code
 * ember.client.port}). The environment wins over the system property, that over the file, and the
 * command line over all of them.
 *
 * <p>Whether a key is known is checked when the engine opens, since only then it is known which
 * extensions there are. Values of secrets appear neither in messages nor in {@link #toString}.
 * Immutable.
 */
public final class EngineConfig {
  /** A setting as it was written, and where. */
  record Setting(String text, String origin) {
    @Override
    public String toString() {
      return "set by " + origin;
    }
  }

  private final Map<String, Setting> settings;
  private final Map<String, String> environment;

  private EngineConfig(Map<String, Setting> settings, Map<String, String> environment) {
    this.settings = settings;
    this.environment = environment;
  }

  /** {@return a configuration of these settings alone: no file, no overrides} */
  public static EngineConfig of(Map<String, String> settings) {
    Map<String, Setting> known = new TreeMap<>();
    settings.forEach((key, text) -> known.put(key, new Setting(text, "given by the program")));
    return new EngineConfig(known, Map.of());
  }

  /**
   * {@return the configuration in a properties file, with the overrides of this process}
   *
   * @throws ConfigException if the file cannot be read, a line is not {@code key = value}, or a key
   *     is set twice
   */
  public static EngineConfig load(Path file) {
    return load(file, Map.of());
  }

  /**
   * {@return the configuration in a properties file, with the overrides of this process and its
   * command line}
   */
  public static EngineConfig load(Path file, Map<String, String> commandLine) {
    return load(file, ConfigOverrides.ofProcess(commandLine));
  }

  /** {@return the configuration in a properties file, with these overrides} */
  public static EngineConfig load(Path file, ConfigOverrides overrides) {
    Map<String, Setting> settings = new TreeMap<>();
    PropertiesFile.read(file)
        .forEach(
            (key, line) ->
                settings.put(key, new Setting(line.text(), file + " line " + line.number())));
    overrides
        .systemProperties()
        .forEach((key, text) -> settings.put(key, new Setting(text, "system property")));
    // A variable does not tell whether it means a dot or a dash: it waits until a key asks for it.
    // So that it does not win over the command line, that is put where variables are looked up.
    Map<String, String> environment = new TreeMap<>(overrides.environment());
    overrides
        .commandLine()
        .forEach(
            (key, text) -> {
              environment.remove(ConfigOverrides.variableOf(key));
              settings.put(key, new Setting(text, "command line"));
            });
    return new EngineConfig(settings, environment);
  }

  /**
   * {@return the value of a key, its default if it is not set}
   *
   * @throws ConfigException if it is set to something that is not allowed
   */
  public <T> T get(ConfigKey<T> key) {
    Setting setting = setting(key);
    String text = setting == null ? key.defaultText() : setting.text();
    try {
      return key.parser().apply(text);
    } catch (IllegalArgumentException e) {
      // Not kept as the cause: its message repeats the text, which may be a secret.
      throw new ConfigException(
          key.name()
              + " = "
              + SecretNames.mask(key.name(), text)
              + " ("
              + (setting == null ? "default" : setting.origin())
              + "): must be "
              + key.allowed());
    }
  }

  private @Nullable Setting setting(ConfigKey<?> key) {
    String variable = ConfigOverrides.variableOf(key.name());
    String text = environment.get(variable);
    return text == null
        ? settings.get(key.name())
        : new Setting(text, "environment variable " + variable);
  }

  /** {@return whether the key is set anywhere} */
  public boolean isSet(ConfigKey<?> key) {
    return setting(key) != null;
  }

  /** {@return where the key was set, "default" if it was not, for messages} */
  public String origin(ConfigKey<?> key) {
    Setting setting = setting(key);
    return setting == null ? "default" : setting.origin();
  }

  /** {@return the names of all keys that are set otherwise than by the environment} */
  public Set<String> names() {
    return settings.keySet();
  }

  Map<String, Setting> settings() {
    return settings;
  }

  /** {@return the environment variables that may override keys} */
  Set<String> variables() {
    return environment.keySet();
  }

  /** {@return every setting with its origin, a line each; secrets are masked} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    settings.forEach((key, setting) -> append(text, key, setting.text(), setting.origin()));
    environment.forEach((name, value) -> append(text, name, value, "environment"));
    return text.toString();
  }

  private static void append(StringBuilder text, String name, String value, String origin) {
    text.append(text.length() == 0 ? "" : "\n")
        .append(name)
        .append(" = ")
        .append(SecretNames.mask(name, value))
        .append(" (")
        .append(origin)
        .append(')');
  }
}
