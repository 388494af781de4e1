package io.ember.cluster.routing;

import io.ember.engine.ErrorCode;

/**
 * Why a call is not executed by this node: its keys are in different slots, their slot lives
 * elsewhere, or nobody serves it. The call was not executed and changed nothing. Immutable.
 *
 * @param code the first word of the reply
 * @param message the rest of it
 */
public record ClusterError(ErrorCode code, String message) {
  /** {@return whether the client is told where to ask instead} */
  public boolean isRedirect() {
    return code == ErrorCode.MOVED || code == ErrorCode.ASK;
  }
}
