package io.ember.cluster.core.replication;

/** Whether a call may begin. */
public enum Gate {
  /** It may. */
  OPEN,
  /** Not now, but perhaps in a moment: no lease, a wait after a promotion, a hand-over. */
  WAIT,
  /** Too few members are in sync for a write. */
  TOO_FEW_MEMBERS,
  /** The log has no room for a write. */
  LOG_FULL,
  /** Not now: the slot is being handed over, or too much of it is on its way. */
  MOVING,
  /** This node is no primary. */
  NOT_PRIMARY
}
