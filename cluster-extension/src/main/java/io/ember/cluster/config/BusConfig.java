package io.ember.cluster.config;

import io.ember.cluster.model.Endpoint;
import io.ember.engine.ConfigException;
import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The cluster bus: where nodes talk to each other, over TCP and UDP.
 *
 * @param host the address to listen on
 * @param port the port to listen on, for both
 * @param announcePort what other nodes are told
 * @param insecure whether it may listen beyond loopback without a secret
 * @param secret shared by all nodes of the cluster
 * @param nextSecret accepted as well, while the secret is being rotated
 */
public record BusConfig(
    String host,
    int port,
    int announcePort,
    boolean insecure,
    Optional<Secret> secret,
    Optional<Secret> nextSecret) {
  static final ConfigKey<Optional<String>> HOST = Keys.optionalHost("ember.bus.host");
  static final ConfigKey<OptionalInt> PORT = Keys.optionalPort("ember.bus.port", "");
  static final ConfigKey<OptionalInt> ANNOUNCE_PORT =
      Keys.optionalPort("ember.client.announce-bus-port", "");
  static final ConfigKey<Boolean> INSECURE = ConfigKey.flag("ember.bus.insecure", false);
  static final ConfigKey<String> SECRET =
      ConfigKey.text("ember.cluster.secret", "", "any text, or empty for none");
  static final ConfigKey<String> SECRET_FILE =
      ConfigKey.text("ember.cluster.secret-file", "", "the path of a file, or empty for none");
  static final ConfigKey<String> SECRET_NEXT =
      ConfigKey.text("ember.cluster.secret-next", "", "any text, or empty for none");

  /** Every key that the record reads. */
  public static final List<ConfigKey<?>> KEYS =
      List.of(HOST, PORT, ANNOUNCE_PORT, INSECURE, SECRET, SECRET_FILE, SECRET_NEXT);

  /** {@return what the configuration says} */
  public static BusConfig from(EngineConfig config, ClientConfig client, boolean clusterEnabled) {
    String host = config.get(HOST).orElse(client.host());
    int port = config.get(PORT).orElse(client.port() + Endpoint.BUS_PORT_OFFSET);
    if (port > Endpoint.MAX_PORT && clusterEnabled) {
      throw Keys.contradiction(
          config,
          "the bus would listen on port " + port + ", which does not exist; set " + PORT.name(),
          ClientConfig.PORT);
    }
    if (port == client.port()) {
      throw Keys.contradiction(
          config, "clients and the bus need different ports", ClientConfig.PORT, PORT);
    }
    Optional<Secret> secret = Secret.from(config, SECRET, SECRET_FILE);
    Optional<Secret> next =
        Optional.of(config.get(SECRET_NEXT)).filter(text -> !text.isEmpty()).map(Secret::of);
    if (next.isPresent() && secret.isEmpty()) {
      throw new ConfigException(
          SECRET_NEXT.name()
              + " ("
              + config.origin(SECRET_NEXT)
              + "): needs "
              + SECRET.name()
              + ", which it is to follow");
    }
    boolean insecure = config.get(INSECURE);
    if (clusterEnabled && secret.isEmpty() && !insecure && !Hosts.isLoopback(host)) {
      throw new ConfigException(
          "the cluster bus would listen on "
              + host
              + " without a secret: set "
              + SECRET.name()
              + " or "
              + SECRET_FILE.name()
              + ", or "
              + HOST.name()
              + " to a loopback address, or "
              + INSECURE.name()
              + " = true if everybody who can reach it may join the cluster ("
              + (config.isSet(HOST)
                  ? HOST.name() + " from " + config.origin(HOST)
                  : ClientConfig.HOST.name() + " from " + config.origin(ClientConfig.HOST))
              + ")");
    }
    return new BusConfig(
        host, port, config.get(ANNOUNCE_PORT).orElse(port), insecure, secret, next);
  }
}
