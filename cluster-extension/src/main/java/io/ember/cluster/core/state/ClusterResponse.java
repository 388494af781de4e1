package io.ember.cluster.core.state;

/** The answer to a {@link ClusterCommand} that was applied. */
public sealed interface ClusterResponse {
  /** {@return whether the command changed what it was to change} */
  default boolean isOk() {
    return this instanceof Ok;
  }

  /** It holds. */
  record Ok() implements ClusterResponse {}

  /**
   * It changed nothing.
   *
   * @param reason one sentence for people
   */
  record Rejected(String reason) implements ClusterResponse {}

  /** {@return that it holds} */
  static ClusterResponse ok() {
    return new Ok();
  }

  /** {@return that it changed nothing} */
  static ClusterResponse rejected(String reason) {
    return new Rejected(reason);
  }
}
