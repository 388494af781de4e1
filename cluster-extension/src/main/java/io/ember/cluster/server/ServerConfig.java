package io.ember.cluster.server;

import io.ember.cluster.config.ClientConfig;

/**
 * Where the endpoint listens and with how many threads.
 *
 * @param host address or name to listen on
 * @param port TCP port; 0 for any free one
 * @param loops threads that serve connections
 */
public record ServerConfig(String host, int port, int loops) {
  /** {@return what the configuration says} */
  public static ServerConfig of(ClientConfig config) {
    return new ServerConfig(config.host(), config.port(), config.loops());
  }
}
