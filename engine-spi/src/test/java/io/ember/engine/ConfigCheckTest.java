package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCheckTest {
  private static final Map<String, List<ConfigKey<?>>> ENGINE =
      Map.of("the engine", StorageConfig.KEYS);
  private static final Map<String, List<ConfigKey<?>>> WITH_CLUSTER =
      Map.of(
          "the engine",
          StorageConfig.KEYS,
          "cluster",
          List.of(
              ConfigKey.number("ember.client.port", 6379, 1, 65_535),
              ConfigKey.text("ember.client.password", "", "any text"),
              ConfigKey.number("ember.lanes", 2, 1, 64),
              ConfigKey.reserved("ember.client.tls.*", "not in this version")));

  @TempDir Path directory;

  private static void check(Map<String, List<ConfigKey<?>>> keys, String... settings) {
    Map<String, String> map = new java.util.TreeMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    ConfigCheck.check(EngineConfig.of(map), keys);
  }

  @Test
  void acceptsWhatIsDeclared() {
    check(WITH_CLUSTER, "ember.storage.type", "heap", "ember.client.port", "7000");
  }

  @Test
  void findsAMistypedKeyAndSuggestsTheRightOne() {
    assertThatThrownBy(() -> check(ENGINE, "ember.storage.max-memroy", "1gb"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "ember.storage.max-memroy = 1gb (given by the program): there is no such key; did you"
                + " mean ember.storage.max-memory?");
  }

  @Test
  void namesFileAndLineOfAnUnknownKey() throws IOException {
    Path file = Files.writeString(directory.resolve("e.properties"), "\nember.unheard.of = 1\n");
    EngineConfig config = EngineConfig.load(file, ConfigOverrides.NONE);

    assertThatThrownBy(() -> ConfigCheck.check(config, ENGINE))
        .hasMessage("ember.unheard.of = 1 (" + file + " line 2): there is no such key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ember.client.anything",
        "ember.bus.port",
        "ember.cluster.enabled",
        "ember.gossip.period-ms",
        "ember.raft.max-voters",
        "ember.replication.acks",
        "ember.failover.storm-share",
        "ember.clock-rate-error",
        "ember.migration.batch-bytes",
        "ember.lanes",
        "ember.lanes.pin",
        "ember.metrics.port",
        "ember.node.dir",
        "ember.durability.mode"
      })
  void ignoresKeysOfTheClusterWhereThereIsNone(String key) {
    assertThatCode(() -> check(ENGINE, key, "any value")).doesNotThrowAnyException();
  }

  @Test
  void knowsTheKeysOfTheClusterWhereItIsThere() {
    assertThatThrownBy(() -> check(WITH_CLUSTER, "ember.client.prot", "1"))
        .hasMessageContaining("did you mean ember.client.port?");
    assertThatCode(() -> check(WITH_CLUSTER, "ember.bus.port", "1")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client.port", "client.pasword", "ember.client.passwort"})
  void suggestsAKeyForASlightlyWrongOne(String key) {
    assertThatThrownBy(() -> check(WITH_CLUSTER, key, "x")).hasMessageContaining("did you mean");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ember.client.pasword", "client.password", "ember.client.secret-word"})
  void doesNotShowTheValueOfWhatMayBeASecret(String key) {
    assertThatThrownBy(() -> check(WITH_CLUSTER, key, "hunter2"))
        .hasMessageContaining(key + " = ***")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void refusesReservedNames() {
    assertThatThrownBy(() -> check(WITH_CLUSTER, "ember.client.tls.certificate", "x.pem"))
        .hasMessageContaining("ember.client.tls.certificate = x.pem")
        .hasMessageContaining("must be not set: not in this version");
  }

  @Test
  void tellsAllMistakesAtOnce() {
    assertThatThrownBy(
            () ->
                check(
                    ENGINE,
                    "ember.storage.eviction",
                    "lru",
                    "ember.storage.key-bytes",
                    "0",
                    "other",
                    "1"))
        .satisfies(
            e ->
                assertThat(String.valueOf(e.getMessage()).lines())
                    .hasSize(3)
                    .anyMatch(line -> line.contains("one of noeviction, allkeys-lru"))
                    .anyMatch(line -> line.contains("a whole number from 1 to 65535"))
                    .anyMatch(line -> line.startsWith("other = 1")));
  }

  @Test
  void refusesTwoComponentsThatDeclareOneKey() {
    ConfigKey<String> key = ConfigKey.text("ember.same", "", "any");

    assertThatThrownBy(
            () ->
                ConfigCheck.check(
                    EngineConfig.of(Map.of()), Map.of("one", List.of(key), "two", List.of(key))))
        .hasMessageContaining("ember.same is declared twice")
        .hasMessageContaining("one")
        .hasMessageContaining("two");
  }

  @Test
  void refusesAValueFromTheEnvironmentThatIsNotAllowed() throws IOException {
    EngineConfig config = withVariables(Map.of("EMBER_STORAGE_KEY_BYTES", "many"));

    assertThatThrownBy(() -> ConfigCheck.check(config, ENGINE))
        .hasMessageContaining("ember.storage.key-bytes = many")
        .hasMessageContaining("environment variable EMBER_STORAGE_KEY_BYTES");
  }

  @Test
  void onlyWarnsOfUnknownVariables() throws IOException {
    EngineConfig config =
        withVariables(
            Map.of(
                "EMBER_STORAGE_MAX_MEMROY",
                "hunter2",
                "EMBER_STORAGE_TYPE",
                "heap",
                "EMBER_CLIENT_PORT",
                "1"));

    List<String> warnings = warningsOf(() -> ConfigCheck.check(config, ENGINE));

    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .contains("EMBER_STORAGE_MAX_MEMROY", "did you mean EMBER_STORAGE_MAX_MEMORY?")
        .doesNotContain("hunter2");
  }

  @Test
  void warnsOfUnknownVariablesOfTheClusterWhereItIsThere() throws IOException {
    EngineConfig config = withVariables(Map.of("EMBER_CLIENT_SERVICE_HOST", "10.0.0.1"));

    assertThat(warningsOf(() -> ConfigCheck.check(config, WITH_CLUSTER))).hasSize(1);
    assertThat(warningsOf(() -> ConfigCheck.check(config, ENGINE))).isEmpty();
  }

  private EngineConfig withVariables(Map<String, String> variables) throws IOException {
    Path file = Files.writeString(directory.resolve("empty.properties"), "");
    return EngineConfig.load(file, new ConfigOverrides(Map.of(), variables, Map.of()));
  }

  private static List<String> warningsOf(Runnable action) {
    List<String> warnings = new ArrayList<>();
    Logger logger = Logger.getLogger(ConfigCheck.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            warnings.add(new SimpleFormatter().formatMessage(entry));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      action.run();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    return warnings;
  }

  @Test
  void measuresHowFarNamesAreApart() {
    assertThat(NearestName.distance("port", "port")).isZero();
    assertThat(NearestName.distance("prot", "port")).isEqualTo(1);
    assertThat(NearestName.distance("prt", "port")).isEqualTo(1);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
    assertThat(NearestName.of("something.else", List.of("ember.client.port"))).isNull();
  }
}
