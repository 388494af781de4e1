package io.ember.cluster.core.node;

/** How a node stands to its cluster. */
public enum Standing {
  /** It is a group of one, and may join another. */
  ALONE,
  /** It has asked another group to admit it, and does not know the answer. */
  JOINING,
  /** It was admitted, or has admitted others. */
  MEMBER
}
