package io.ember.cluster.model;

/**
 * Where something listens: a host and a port. The host may be an IPv4 or IPv6 address or a DNS
 * name; it is resolved by whoever connects, each time anew.
 *
 * @param host never empty, without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
  /** How far the bus of a node is from its client port unless it is configured otherwise. */
  public static final int BUS_PORT_OFFSET = 10_000;

  /** The highest port. */
  public static final int MAX_PORT = 65_535;

  private static final int MAX_HOST_LENGTH = 253;

  public Endpoint {
    if (!isHost(host)) {
      throw new IllegalArgumentException("not an address or a host name: '" + host + "'");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is in [1, " + MAX_PORT + "]: " + port);
    }
  }

  /**
   * {@return whether the text can be a host} It decides by the characters only: what would break
   * the formats in which clients and nodes exchange addresses is refused.
   */
  public static boolean isHost(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_HOST_LENGTH
        && text.chars().allMatch(Endpoint::isHostCharacter);
  }

  private static boolean isHostCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_'
        || c == ':' // IPv6
        || c == '%'; // IPv6 zone
  }

  /**
   * {@return the endpoint that a text names} The port follows the last colon; an IPv6 address may
   * stand in brackets.
   *
   * @throws IllegalArgumentException if it is not {@code host:port}
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("not host:port: '" + text + "'");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new Endpoint(host, parsePort(text.substring(colon + 1)));
  }

  private static int parsePort(String digits) {
    // No sign, no spaces: Integer.parseInt would take "+1".
    if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(Endpoint::isDigit)) {
      throw new IllegalArgumentException("not a port: '" + digits + "'");
    }
    return Integer.parseInt(digits);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /**
   * {@return the same host at a port that is higher by {@code offset}}
   *
   * @throws IllegalArgumentException if there is no such port: the bus of a node whose client port
   *     is 60000 must be configured, it is not silently put anywhere else
   */
  public Endpoint plusPort(int offset) {
    return new Endpoint(host, port + offset);
  }

  /**
   * {@return {@code host:port} as the cluster commands of Redis print it: IPv6 without brackets}
   */
  @Override
  public String toString() {
    return host + ':' + port;
  }
}
