package io.ember.engine;

/** Why an entry went. */
public enum RemovalReason {
  /** A call removed it. */
  CALL,
  /** Its time was over. */
  EXPIRED,
  /** Memory was short. */
  EVICTED
}
