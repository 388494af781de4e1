package io.ember.engine;

/** Root of the exceptions that Ember throws on purpose. */
public abstract class EmberException extends RuntimeException {
  private static final long serialVersionUID = 1;

  protected EmberException(String message) {
    super(message);
  }

  protected EmberException(String message, Throwable cause) {
    super(message, cause);
  }
}
