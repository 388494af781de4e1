package io.ember.engine;

/** It may or may not have happened; the message says what a retry would do. */
public class IndeterminateException extends EmberException {
  private static final long serialVersionUID = 1;

  public IndeterminateException(String message) {
    super(message);
  }

  public IndeterminateException(String message, Throwable cause) {
    super(message, cause);
  }
}
