package io.ember.cluster.session;

/** Told of the end of sessions, to forget what belongs to them. */
@FunctionalInterface
public interface SessionObserver {
  /** The session is closed; called once, by its owner thread, after its last call. */
  void closed(ClientSession session);
}
