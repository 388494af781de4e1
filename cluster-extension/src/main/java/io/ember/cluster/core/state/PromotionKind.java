package io.ember.cluster.core.state;

/** How a replica comes to be the primary. */
public enum PromotionKind {
  /** The primary is gone; it leaves the in-sync set. */
  UNPLANNED,
  /** The primary hands over and stays a member; nothing may have changed meanwhile. */
  PLANNED,
  /** The operator accepts a loss: any replica is taken, and becomes the only member. */
  TAKEOVER
}
