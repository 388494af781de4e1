package io.ember.cluster.admin;

import org.jspecify.annotations.Nullable;

/**
 * Where the commands find the services of their node: the commands are made before the node is
 * started, as the engine's table must be complete by then. Any thread.
 */
public final class NodeServicesRef {
  private volatile @Nullable NodeServices services;

  /** Names the services; no command is executed before. */
  public void set(NodeServices started) {
    services = started;
  }

  NodeServices get() {
    NodeServices known = services;
    if (known == null) {
      throw new IllegalStateException("the node has not been started");
    }
    return known;
  }
}
