package io.ember.engine;

/** An embedded convenience method got an error reply; {@link #code} tells which. */
public final class EngineException extends EmberException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  public EngineException(ErrorCode code, String message) {
    super(code + " " + message);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
