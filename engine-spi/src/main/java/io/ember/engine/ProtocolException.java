package io.ember.engine;

/** A peer or client sent nonsense; only its own link is closed. */
public class ProtocolException extends EmberException {
  private static final long serialVersionUID = 1;

  public ProtocolException(String message) {
    super(message);
  }

  public ProtocolException(String message, Throwable cause) {
    super(message, cause);
  }
}
