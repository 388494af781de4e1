package io.ember.cluster.intercept;

import io.ember.engine.EngineCall;

/** What becomes of a call whose keys live on another node. Any thread. */
@FunctionalInterface
public interface RemoteCalls {
  /** They are answered MOVED. */
  RemoteCalls REDIRECT = call -> false;

  /**
   * Takes a call that no lane of this node executes.
   *
   * @return false if it is to be answered with a redirect instead
   */
  boolean take(EngineCall call);

  /**
   * {@return whether calls on a slot that has come to this node wait for earlier ones that went
   * elsewhere} They are {@linkplain #take taken} then, to keep their order.
   */
  default boolean isHeld(int slot) {
    return false;
  }
}
