package io.ember.cluster.session;

import io.ember.cluster.config.Secret;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the endpoint: everybody who knows the password, or, if there is none, everybody on
 * this machine. There is one user, {@code default}. Immutable; any thread.
 */
public final class Authenticator {
  /** The only user. */
  public static final String DEFAULT_USER = "default";

  private static final String PROTECTED_MODE =
      "Redis is running in protected mode because protected mode is enabled and no password is set"
          + " for the default user. In this mode connections are only accepted from the loopback"
          + " interface. If you want to connect from external computers, set ember.client.password"
          + " or ember.client.password-file and restart the node.";

  private final Optional<Secret> password;

  public Authenticator(Optional<Secret> password) {
    this.password = password;
  }

  /** {@return whether a session must use AUTH before other commands} */
  public boolean isPasswordRequired() {
    return password.isPresent();
  }

  /**
   * {@return whether these credentials are right} Without a password every one is, as in Redis. The
   * time that it takes does not tell how much of a password is right.
   */
  public boolean accepts(String user, byte[] candidate) {
    boolean matches = password.isEmpty() || password.get().matches(candidate);
    return matches && user.equals(DEFAULT_USER);
  }

  /**
   * {@return why a connection from this address is refused, with the code DENIED; null if it is
   * welcome} Protected mode: without a password only this machine is served.
   */
  public @Nullable String refusal(InetAddress remote) {
    return password.isEmpty() && !remote.isLoopbackAddress() ? PROTECTED_MODE : null;
  }
}
