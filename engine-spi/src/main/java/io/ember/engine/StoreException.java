package io.ember.engine;

/** A store cannot do what was asked; the message says whether the slot is still usable. */
public class StoreException extends EmberException {
  private static final long serialVersionUID = 1;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
