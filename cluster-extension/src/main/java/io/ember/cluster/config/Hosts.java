package io.ember.cluster.config;

import java.util.Locale;
import java.util.Set;

/** What can be said of an address by its text alone, without asking a name server. Stateless. */
public final class Hosts {
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "::1", "0:0:0:0:0:0:0:1");

  private Hosts() {}

  /** {@return whether a listener on it accepts connections to any address of the machine} */
  public static boolean isWildcard(String host) {
    return WILDCARDS.contains(host);
  }

  /**
   * {@return whether only this machine can connect to it} A name other than {@code localhost} is
   * not trusted to be loopback, wherever it points today.
   */
  public static boolean isLoopback(String host) {
    return host.matches("127(\\.\\d{1,3}){3}")
        || LOOPBACK_NAMES.contains(host.toLowerCase(Locale.ROOT));
  }
}
