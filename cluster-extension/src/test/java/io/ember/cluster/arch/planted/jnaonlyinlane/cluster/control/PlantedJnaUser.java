package io.ember.cluster.arch.planted.jnaonlyinlane.cluster.control;

import com.sun.jna.Library;

/** Uses the library through the wall. */
final class PlantedJnaUser {
  private PlantedJnaUser() {}

  static Class<?> library() {
    return Library.class;
  }
}
