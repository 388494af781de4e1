package io.ember.cluster.core.state;

/** How slots move. */
public enum MigrationKind {
  /** As a whole, by the nodes. */
  STREAMING,
  /** Key by key, by a client. */
  KEYED
}
