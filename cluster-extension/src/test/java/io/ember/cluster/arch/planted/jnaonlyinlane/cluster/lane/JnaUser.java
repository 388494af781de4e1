package io.ember.cluster.arch.planted.jnaonlyinlane.cluster.lane;

import com.sun.jna.Library;

/** Uses the library behind its door. */
final class JnaUser {
  private JnaUser() {}

  static Class<?> library() {
    return Library.class;
  }
}
