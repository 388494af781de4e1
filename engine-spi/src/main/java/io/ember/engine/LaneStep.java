package io.ember.engine;

/**
 * A slice of work for the owner of the data, well under a millisecond, so that other calls need not
 * wait for all of it.
 */
@FunctionalInterface
public interface LaneStep {
  /** {@return whether that was the last slice} */
  boolean run(Keyspace keyspace);
}
