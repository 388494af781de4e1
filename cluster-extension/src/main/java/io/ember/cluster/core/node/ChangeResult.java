package io.ember.cluster.core.node;

/** What became of a {@link ClusterChange}. */
public sealed interface ChangeResult {
  /** It is done, or under way as Redis answers it; {@code text} is the status to answer. */
  record Done(String text) implements ChangeResult {}

  /** It was not done and will not be; the message is answered as an error. */
  record Refused(String message) implements ChangeResult {}

  /** Nobody knows: it may be done, or become done. */
  record Undecided(String reason) implements ChangeResult {}
}
