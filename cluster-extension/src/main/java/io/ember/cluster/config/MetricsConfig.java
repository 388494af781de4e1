package io.ember.cluster.config;

import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where metrics and the status page are served over HTTP.
 *
 * @param host the address to listen on
 * @param port the port to listen on; empty for not at all
 */
public record MetricsConfig(String host, OptionalInt port) {
  static final ConfigKey<String> HOST = Keys.host("ember.metrics.host", "127.0.0.1");
  static final ConfigKey<OptionalInt> PORT = Keys.optionalPort("ember.metrics.port", "off");

  /** Every key that the record reads. */
  public static final List<ConfigKey<?>> KEYS = List.of(HOST, PORT);

  /** {@return what the configuration says} */
  public static MetricsConfig from(EngineConfig config, ClientConfig client, BusConfig bus) {
    OptionalInt port = config.get(PORT);
    if (port.isPresent() && port.getAsInt() == client.port()) {
      throw Keys.contradiction(
          config, "clients and metrics need different ports", ClientConfig.PORT, PORT);
    }
    if (port.isPresent() && port.getAsInt() == bus.port()) {
      throw Keys.contradiction(config, "the bus listens on this port, " + bus.port(), PORT);
    }
    return new MetricsConfig(config.get(HOST), port);
  }
}
