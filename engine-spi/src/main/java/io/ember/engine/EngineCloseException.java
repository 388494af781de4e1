package io.ember.engine;

/** Everything was freed, but an extension threw while it closed; the others are suppressed. */
public final class EngineCloseException extends EmberException {
  private static final long serialVersionUID = 1;

  EngineCloseException(Throwable cause) {
    super("an extension did not close well: " + cause.getMessage(), cause);
  }
}
