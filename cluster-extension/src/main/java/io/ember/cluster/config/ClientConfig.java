package io.ember.cluster.config;

import io.ember.cluster.model.Endpoint;
import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where clients are served.
 *
 * @param host the address to listen on; 0.0.0.0 or :: for all
 * @param port the port to listen on
 * @param announceHost what nodes and clients are told instead of {@code host}
 * @param announcePort what they are told instead of {@code port}
 * @param password what AUTH asks for; without one only loopback is served
 * @param maxClients how many connections are served at once
 * @param idleTimeoutSeconds after which silence a connection is closed, 0 for never
 * @param loops threads that serve connections; they only move bytes, and on a small machine more
 *     than one takes the processor that a lane needs
 */
public record ClientConfig(
    String host,
    int port,
    Optional<String> announceHost,
    int announcePort,
    Optional<Secret> password,
    int maxClients,
    int idleTimeoutSeconds,
    int loops) {
  private static final int MAX_LOOPS = 64;
  private static final int PROCESSORS_PER_LOOP = 4;

  static final ConfigKey<String> HOST = Keys.host("ember.client.host", "127.0.0.1");
  static final ConfigKey<Integer> PORT = Keys.port("ember.client.port", 6379);
  static final ConfigKey<Optional<String>> ANNOUNCE_HOST =
      Keys.optionalHost("ember.client.announce-host");
  static final ConfigKey<OptionalInt> ANNOUNCE_PORT =
      Keys.optionalPort("ember.client.announce-port", "");
  static final ConfigKey<String> PASSWORD =
      ConfigKey.text("ember.client.password", "", "any text, or empty for none");
  static final ConfigKey<String> PASSWORD_FILE =
      ConfigKey.text("ember.client.password-file", "", "the path of a file, or empty for none");
  static final ConfigKey<Integer> MAX_CLIENTS =
      Keys.count("ember.client.max-clients", 10_000, 1, 1_000_000);
  static final ConfigKey<Integer> IDLE_TIMEOUT =
      Keys.count("ember.client.idle-timeout-s", 0, 0, Integer.MAX_VALUE);
  static final ConfigKey<OptionalInt> LOOPS =
      Keys.countOrAuto("ember.client.loops", "auto", MAX_LOOPS);

  /** Every key that the record reads. */
  public static final List<ConfigKey<?>> KEYS =
      List.of(
          HOST,
          PORT,
          ANNOUNCE_HOST,
          ANNOUNCE_PORT,
          PASSWORD,
          PASSWORD_FILE,
          MAX_CLIENTS,
          IDLE_TIMEOUT,
          LOOPS);

  /** {@return what the configuration says} */
  public static ClientConfig from(EngineConfig config) {
    int port = config.get(PORT);
    Optional<String> announceHost = config.get(ANNOUNCE_HOST);
    if (announceHost.isPresent() && Hosts.isWildcard(announceHost.get())) {
      throw Keys.contradiction(config, "nobody can connect to this address", ANNOUNCE_HOST);
    }
    return new ClientConfig(
        config.get(HOST),
        port,
        announceHost,
        config.get(ANNOUNCE_PORT).orElse(port),
        Secret.from(config, PASSWORD, PASSWORD_FILE),
        config.get(MAX_CLIENTS),
        config.get(IDLE_TIMEOUT),
        config.get(LOOPS).orElse(defaultLoops()));
  }

  private static int defaultLoops() {
    int processors = Runtime.getRuntime().availableProcessors();
    return Math.max(1, Math.min(MAX_LOOPS, processors / PROCESSORS_PER_LOOP));
  }

  /**
   * {@return what nodes and clients are told} The host is a wildcard if the listener's is one and
   * nothing else was configured: then everybody is told the address by which he came.
   */
  public Endpoint announced() {
    return new Endpoint(announceHost.orElse(host), announcePort);
  }
}
