package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineConfigTest {
  private static final ConfigKey<Long> PORT =
      ConfigKey.number("ember.client.announce-port", 6379, 1, 65_535);
  private static final ConfigKey<String> PASSWORD =
      ConfigKey.text("ember.client.password", "", "any text");
  private static final ConfigKey<Long> NUMERIC_SECRET =
      ConfigKey.number("ember.cluster.secret", 0, 0, 9);

  @TempDir Path directory;

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("ember.properties"), content);
  }

  private static ConfigOverrides overrides(
      Map<String, String> properties, Map<String, String> variables, Map<String, String> line) {
    return new ConfigOverrides(properties, variables, line);
  }

  @Test
  void answersTheDefaultOfAKeyThatIsNotSet() throws IOException {
    EngineConfig config = EngineConfig.load(file(""), ConfigOverrides.NONE);

    assertThat(config.get(PORT)).isEqualTo(6379);
    assertThat(config.isSet(PORT)).isFalse();
    assertThat(config.origin(PORT)).isEqualTo("default");
    assertThat(config.names()).isEmpty();
  }

  @Test
  void readsTheFile() throws IOException {
    Path file = file("# first\nember.client.announce-port = 7000\n");

    EngineConfig config = EngineConfig.load(file, ConfigOverrides.NONE);

    assertThat(config.get(PORT)).isEqualTo(7000);
    assertThat(config.isSet(PORT)).isTrue();
    assertThat(config.origin(PORT)).isEqualTo(file + " line 2");
    assertThat(config.names()).containsExactly(PORT.name());
  }

  @Test
  void letsTheStrongerOverrideWin() throws IOException {
    Path file = file("ember.client.announce-port = 1\n");
    Map<String, String> property = Map.of("ember.client.announce-port", "2");
    Map<String, String> variable = Map.of("EMBER_CLIENT_ANNOUNCE_PORT", "3");
    Map<String, String> line = Map.of("ember.client.announce-port", "4");

    EngineConfig byProperty = EngineConfig.load(file, overrides(property, Map.of(), Map.of()));
    EngineConfig byVariable = EngineConfig.load(file, overrides(property, variable, Map.of()));
    EngineConfig byLine = EngineConfig.load(file, overrides(property, variable, line));

    assertThat(byProperty.get(PORT)).isEqualTo(2);
    assertThat(byProperty.origin(PORT)).isEqualTo("system property");
    assertThat(byVariable.get(PORT)).isEqualTo(3);
    assertThat(byVariable.origin(PORT))
        .isEqualTo("environment variable EMBER_CLIENT_ANNOUNCE_PORT");
    assertThat(byLine.get(PORT)).isEqualTo(4);
    assertThat(byLine.origin(PORT)).isEqualTo("command line");
  }

  @Test
  void setsAKeyByTheEnvironmentAlone() throws IOException {
    EngineConfig config =
        EngineConfig.load(
            file(""), overrides(Map.of(), Map.of("EMBER_CLIENT_ANNOUNCE_PORT", "9"), Map.of()));

    assertThat(config.get(PORT)).isEqualTo(9);
    assertThat(config.isSet(PORT)).isTrue();
  }

  @Test
  void leavesOtherPropertiesAndVariablesAlone() throws IOException {
    EngineConfig config =
        EngineConfig.load(
            file(""), overrides(Map.of("java.home", "x"), Map.of("HOME", "y"), Map.of()));

    assertThat(config.names()).isEmpty();
    assertThat(config.variables()).isEmpty();
  }

  @Test
  void takesTheOverridesOfThisProcess() throws IOException {
    System.setProperty(PORT.name(), "4711");
    try {
      EngineConfig config = EngineConfig.load(file("ember.client.announce-port = 1\n"));

      assertThat(config.get(PORT)).isEqualTo(4711);
    } finally {
      System.clearProperty(PORT.name());
    }
  }

  @Test
  void namesKeyValuePlaceAndWhatIsAllowed() throws IOException {
    Path file = file("ember.client.announce-port = 70000\n");
    EngineConfig config = EngineConfig.load(file, ConfigOverrides.NONE);

    assertThatThrownBy(() -> config.get(PORT))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "ember.client.announce-port = 70000 ("
                + file
                + " line 1): must be a whole number from 1 to 65535");
  }

  @Test
  void neverShowsASecret() throws IOException {
    Path file = file("ember.cluster.secret = hunter2\nember.client.password = hunter2\n");
    EngineConfig config =
        EngineConfig.load(
            file,
            overrides(
                Map.of("ember.client.secret", "hunter2"),
                Map.of("EMBER_CLIENT_PASSWORD", "hunter2"),
                Map.of("ember.cluster.secret-next", "hunter2")));

    assertThat(config.get(PASSWORD)).isEqualTo("hunter2");
    assertThat(config.toString()).contains("ember.client.password = ***").doesNotContain("hunter2");
    assertThat(config.settings().toString()).doesNotContain("hunter2");
    assertThatThrownBy(() -> config.get(NUMERIC_SECRET))
        .hasMessageContaining("ember.cluster.secret = ***")
        .hasStackTraceContaining("must be")
        .satisfies(e -> assertThat(stackTraceOf(e)).doesNotContain("hunter2"));
  }

  private static String stackTraceOf(Throwable e) {
    java.io.StringWriter text = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  @Test
  void showsTheNameOfAFileWithASecret() {
    EngineConfig config = EngineConfig.of(Map.of("ember.client.password-file", "/run/pw"));

    assertThat(config.toString()).contains("/run/pw");
  }

  @Test
  void printsEverySettingWithItsOrigin() throws IOException {
    Path file = file("ember.lanes = 2\n");
    EngineConfig config =
        EngineConfig.load(file, overrides(Map.of(), Map.of("EMBER_X", "1"), Map.of("a", "b")));

    assertThat(config.toString().lines())
        .containsExactly(
            "a = b (command line)",
            "ember.lanes = 2 (" + file + " line 1)",
            "EMBER_X = 1 (environment)");
  }

  @Test
  void namesOverridesWithoutTheirValues() {
    assertThat(
            overrides(Map.of("ember.a", "hunter2"), Map.of("EMBER_B", "hunter2"), Map.of())
                .toString())
        .contains("ember.a", "EMBER_B")
        .doesNotContain("hunter2");
  }

  @Test
  void readsTheEnginesOwnPart() {
    StorageConfig storage =
        StorageConfig.of(
            EngineConfig.of(
                Map.of(
                    "ember.storage.type", "heap",
                    "ember.storage.max-memory", "64mb",
                    "ember.storage.eviction", "allkeys-lru",
                    "ember.storage.key-bytes", "10",
                    "ember.storage.value-bytes", "1000")));

    assertThat(storage)
        .isEqualTo(
            new StorageConfig("heap", 64L << 20, StorageConfig.Eviction.ALL_KEYS_LRU, 10, 1000));
    assertThat(storage.storeConfig()).isEqualTo(new SlotStoreConfig(10, 1000, true));
  }

  @Test
  void hasNoLimitOfMemoryByDefault() {
    StorageConfig storage = StorageConfig.of(EngineConfig.of(Map.of()));

    assertThat(storage.maxMemoryBytes()).isEqualTo(MemoryBudget.UNLIMITED);
    assertThat(storage.evicts()).isFalse();
    assertThat(storage.type()).isEmpty();
    assertThat(storage.storeConfig()).isEqualTo(SlotStoreConfig.DEFAULTS);
  }
}
