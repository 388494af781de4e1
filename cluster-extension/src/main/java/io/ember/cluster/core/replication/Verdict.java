package io.ember.cluster.core.replication;

/** What is to be done with replies that are held. */
public enum Verdict {
  /** They may leave. */
  RELEASE,
  /** Not yet. */
  HOLD,
  /** Nobody will ever know: the node is primary no more, and connections are closed. */
  VOID
}
