package io.ember.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.config.LanesConfig;
import io.ember.cluster.config.MembershipConfig;
import io.ember.cluster.model.Endpoint;
import io.ember.engine.ConfigException;
import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterConfigTest {
  @Test
  void everythingHasADefault() {
    ClusterConfig config = config();

    assertThat(config.nodeDir()).isEqualTo(Path.of("./data"));
    assertThat(config.client().announced()).isEqualTo(new Endpoint("127.0.0.1", 6379));
    assertThat(config.bus().host()).isEqualTo("127.0.0.1");
    assertThat(config.bus().port()).isEqualTo(16_379);
    assertThat(config.membership().enabled()).isTrue();
    assertThat(config.membership().bootstrap()).isFalse();
    assertThat(config.lanes().count()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(config.lanes().whenIdle()).isEqualTo(LanesConfig.WaitStrategy.BACKOFF);
    assertThat(config.metrics().port()).isEmpty();
  }

  @Test
  void aKeyIsDeclaredOnce() {
    assertThat(ClusterConfig.KEYS).extracting(ConfigKey::name).doesNotHaveDuplicates();
  }

  @Test
  void everyDefaultIsAllowed() {
    EngineConfig nothingSet = EngineConfig.of(Map.of());

    for (ConfigKey<?> key : ClusterConfig.KEYS) {
      assertThat(nothingSet.get(key)).as(key.name()).isNotNull();
    }
  }

  @Test
  void followsTheListenerUnlessToldOtherwise() {
    ClusterConfig config =
        config(
            "ember.client.port", "7000",
            "ember.client.announce-host", "node-1.example",
            "ember.cluster.seeds", "10.0.0.1:17000, seed:17001");

    assertThat(config.bus().port()).isEqualTo(17_000);
    assertThat(config.client().announced()).isEqualTo(new Endpoint("node-1.example", 7000));
    assertThat(config.membership().seeds())
        .containsExactly(new Endpoint("10.0.0.1", 17_000), new Endpoint("seed", 17_001));
  }

  @ParameterizedTest
  @CsvSource({
    "ember.client.port,0",
    "ember.client.port,65536",
    "ember.client.port,x",
    "ember.client.host,not a host",
    "ember.client.announce-port,70000",
    "ember.cluster.enabled,yes",
    "ember.cluster.seeds,10.0.0.1",
    "ember.cluster.remote-calls,REDIRECT",
    "ember.gossip.period-ms,0",
    "ember.raft.max-voters,4",
    "ember.replication.log-bytes,12parsecs",
    "ember.lanes,0",
    "ember.lanes,65",
    "ember.lanes.wait,busy",
    "ember.metrics.port,on",
    "ember.clock-rate-error,0.6",
  })
  void refusesValuesThatAreNotAllowed(String key, String value) {
    assertThatThrownBy(() -> config(key, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key + " = " + value)
        .hasMessageContaining("must be");
  }

  @Test
  void refusesABusPortThatDoesNotExist() {
    assertThatThrownBy(() -> config("ember.client.port", "60000"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("70000")
        .hasMessageContaining("ember.bus.port");
    assertThat(config("ember.client.port", "60000", "ember.bus.port", "60001").bus().port())
        .isEqualTo(60_001);
    assertThat(
            config("ember.client.port", "60000", "ember.cluster.enabled", "false").client().port())
        .isEqualTo(60_000);
  }

  @Test
  void refusesALeaseThatOutlivesTheGrace() {
    assertThatThrownBy(() -> config("ember.replication.lease-ms", "600"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ember.replication.lease-ms = 600 (given by the program)")
        .hasMessageContaining("ember.replication.grace-ms = 600 (default)")
        .hasMessageContaining("two nodes could be primary");
    // 500 * 1.1 >= 600 * 0.9
    assertThatThrownBy(() -> config("ember.clock-rate-error", "0.1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ember.clock-rate-error = 0.1");
  }

  @Test
  void refusesOtherContradictions() {
    assertContradiction("ember.gossip.probe-timeout-ms", "1000");
    assertContradiction("ember.migration.max-bytes-per-second", "1000");
    assertContradiction("ember.replication.max-lag-ms", "100");
    assertContradiction("ember.bus.port", "6379");
    assertContradiction("ember.metrics.port", "6379");
    assertContradiction("ember.metrics.port", "16379");
    assertContradiction("ember.client.announce-host", "0.0.0.0");
    assertContradiction("ember.cluster.secret-next", "next");
  }

  private static void assertContradiction(String key, String value) {
    assertThatThrownBy(() -> config(key, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }

  @Test
  void reservedKeysSayThatTheyAreReserved() {
    for (String key : new String[] {"ember.client.tls.certificate", "ember.durability.mode"}) {
      assertThatThrownBy(() -> config(key, "x"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(key)
          .hasMessageContaining("reserved");
    }
  }

  @Test
  void aBusBeyondLoopbackNeedsASecretOrAWord() {
    assertThatThrownBy(() -> config("ember.client.host", "0.0.0.0"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ember.cluster.secret")
        .hasMessageContaining("ember.bus.insecure")
        .hasMessageContaining("ember.client.host");
    assertThatThrownBy(() -> config("ember.bus.host", "10.1.2.3"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ember.bus.host from given by the program");

    assertThat(config("ember.client.host", "0.0.0.0", "ember.bus.host", "127.0.0.1").bus().host())
        .isEqualTo("127.0.0.1");
    assertThat(config("ember.client.host", "0.0.0.0", "ember.cluster.secret", "s").bus().secret())
        .isPresent();
    assertThat(config("ember.client.host", "::", "ember.bus.insecure", "true").bus().insecure())
        .isTrue();
    assertThat(config("ember.client.host", "::", "ember.cluster.enabled", "false").client().host())
        .isEqualTo("::");
  }

  @Test
  void readsSecretsFromFilesWithoutTheLineBreak(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "hunter2\n");

    assertThat(config("ember.client.password-file", file.toString()).client().password())
        .hasValueSatisfying(
            secret ->
                assertThat(new String(secret.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("hunter2"));

    assertThatThrownBy(
            () ->
                config(
                    "ember.client.password-file",
                    file.toString(),
                    "ember.client.password",
                    "s3cr3t"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("only one")
        .message()
        .doesNotContain("s3cr3t");
    Files.writeString(file, "\n");
    assertThatThrownBy(() -> config("ember.client.password-file", file.toString()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("empty");
    Files.delete(file);
    assertThatThrownBy(() -> config("ember.client.password-file", file.toString()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void printsItselfWithoutSecrets() {
    ClusterConfig config =
        config(
            "ember.client.password", "hunter2",
            "ember.cluster.secret", "s3cr3t",
            "ember.cluster.secret-next", "n3xt");

    assertThat(config.toString())
        .contains("6379", MembershipConfig.RemoteCalls.REDIRECT.toString(), "***")
        .doesNotContain("hunter2", "s3cr3t", "n3xt");
  }

  private static ClusterConfig config(String... keysAndValues) {
    Map<String, String> settings = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ClusterConfig.from(EngineConfig.of(settings));
  }
}
