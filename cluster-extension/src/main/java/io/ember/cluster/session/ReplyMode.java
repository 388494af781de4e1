package io.ember.cluster.session;

/** Whether a session's calls are answered, as CLIENT REPLY says. */
public enum ReplyMode {
  /** Every call is answered. */
  ON,
  /** No call is answered. */
  OFF,
  /** The next call is not answered; after it the mode is {@link #ON}. */
  SKIP
}
