package io.ember.cluster.bus;

import io.ember.engine.ProtocolException;

/** Something that came in is wrong. Caught by the shell, which counts it and closes the link. */
final class RefusedException extends ProtocolException {
  private static final long serialVersionUID = 1;

  private final Refusal refusal;

  RefusedException(Refusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }

  /** {@return this, without a trace: a flood of nonsense must stay cheap} */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
