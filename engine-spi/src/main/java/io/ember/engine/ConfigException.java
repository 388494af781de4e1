package io.ember.engine;

/**
 * The engine cannot start as it is configured; names the property, the value and what is allowed.
 */
public class ConfigException extends EmberException {
  private static final long serialVersionUID = 1;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
