package io.ember.cluster.model;

/** What a node does for its shard. */
public enum NodeRole {
  /** It owns the shard's slots and takes calls. */
  PRIMARY("master"),
  /** It copies the primary. */
  REPLICA("slave");

  private final String wireName;

  NodeRole(String wireName) {
    this.wireName = wireName;
  }

  /** {@return Redis's word for it, which its clients look for} */
  public String wireName() {
    return wireName;
  }
}
