package io.ember.cluster.config;

import io.ember.engine.ConfigException;
import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bytes that must not be shown: a password or the secret of a cluster. Immutable. */
public final class Secret {
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * {@return a secret of the UTF-8 form of the text}
   *
   * @throws IllegalArgumentException if it is empty: an empty secret protects nothing
   */
  public static Secret of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a secret is not empty");
    }
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * {@return the secret that is set directly or in a file, if any}
   *
   * @throws ConfigException if both are set, or the file is unreadable or empty
   */
  static Optional<Secret> from(
      EngineConfig config, ConfigKey<String> direct, ConfigKey<String> file) {
    String text = config.get(direct);
    String path = config.get(file);
    if (!text.isEmpty() && !path.isEmpty()) {
      // Not Keys.contradiction: the message must not contain the secret.
      throw new ConfigException(
          direct.name()
              + " ("
              + config.origin(direct)
              + ") and "
              + file.name()
              + " = "
              + path
              + " ("
              + config.origin(file)
              + "): only one of the two may be set");
    }
    if (!text.isEmpty()) {
      return Optional.of(of(text));
    }
    return path.isEmpty() ? Optional.empty() : Optional.of(read(config, file, Path.of(path)));
  }

  private static Secret read(EngineConfig config, ConfigKey<String> key, Path path) {
    String where = key.name() + " = " + path + " (" + config.origin(key) + "): ";
    try {
      String text = Files.readString(path).stripTrailing();
      if (text.isEmpty()) {
        throw new ConfigException(where + "the file is empty");
      }
      return of(text);
    } catch (IOException e) {
      throw new ConfigException(where + "cannot read the file: " + e, e);
    }
  }

  /** {@return a copy of the bytes} */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * {@return whether the other bytes are the same} The time that it takes does not tell in how many
   * bytes they agree.
   */
  public boolean matches(byte[] other) {
    return MessageDigest.isEqual(bytes, other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that && matches(that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** {@return a mask, whatever the secret is} */
  @Override
  public String toString() {
    return "***";
  }
}
