package io.ember.cluster.model;

/** Whether the cluster serves. */
public enum ClusterHealth {
  /** What has to be served is. */
  OK,
  /** Slots that have to be served are not. */
  FAIL,
  /** The node does not know yet. */
  UNKNOWN;

  /** {@return the word in CLUSTER INFO} */
  public String wireName() {
    // Redis has two words; a client that waits for "ok" must not take the third for it.
    return this == OK ? "ok" : "fail";
  }
}
