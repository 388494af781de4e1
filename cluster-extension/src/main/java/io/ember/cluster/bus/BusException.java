package io.ember.cluster.bus;

import io.ember.engine.EmberException;

/** A request got no answer; {@link #mayHaveArrived} says whether that is all that is known. */
public final class BusException extends EmberException {
  private static final long serialVersionUID = 1;

  /** Why there is no answer. */
  public enum Reason {
    /** The address book does not have the node. */
    UNKNOWN_NODE(false),
    /** No connection could be made. */
    UNREACHABLE(false),
    /** Somebody else listens at that address, or one who does not know the secret. */
    NOT_PROVED(false),
    /** Who listens there is of another cluster, and the frame is not part of joining it. */
    OTHER_CLUSTER(false),
    /** Too much waits to be sent to that node. */
    QUEUE_FULL(false),
    /** The payload is longer than the link carries. */
    TOO_LONG(false),
    /** The receiver does not know the type of the frame. */
    UNKNOWN_TYPE(false),
    /** The receiver said so, in the message. */
    FAILED(false),
    /** The answer did not come in time. */
    TIMED_OUT(true),
    /** The connection broke before the answer came. */
    CONNECTION_LOST(true),
    /** The bus was closed, or became somebody else. */
    CLOSED(true);

    private final boolean mayHaveArrived;

    Reason(boolean mayHaveArrived) {
      this.mayHaveArrived = mayHaveArrived;
    }
  }

  private final Reason reason;

  public BusException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** {@return why} */
  public Reason reason() {
    return reason;
  }

  /** {@return whether the receiver may have acted on the request} */
  public boolean mayHaveArrived() {
    return reason.mayHaveArrived;
  }

  /** {@return this, without a trace: it says nothing of who asked} */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
