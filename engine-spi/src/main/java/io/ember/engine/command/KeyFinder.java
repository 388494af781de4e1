package io.ember.engine.command;

import io.ember.engine.EngineCall;

/** Finds the keys of a command whose places depend on its arguments. Stateless. */
@FunctionalInterface
public interface KeyFinder {
  /**
   * {@return the indexes of the arguments that are keys; empty if there are none or the call is
   * malformed}
   */
  int[] keys(EngineCall call);
}
