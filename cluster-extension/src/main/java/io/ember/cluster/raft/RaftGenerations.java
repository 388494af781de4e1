package io.ember.cluster.raft;

/** The durable count of the Raft directories that a node has had: {@link RaftMember#generation}. */
public interface RaftGenerations {
  /** {@return the last that was saved, 0 if none ever was} */
  long current();

  /** Saves a higher one; it is on disk when this returns. */
  void save(long generation);
}
