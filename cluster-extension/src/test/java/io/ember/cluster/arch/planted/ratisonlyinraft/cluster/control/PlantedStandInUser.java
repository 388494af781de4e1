package io.ember.cluster.arch.planted.ratisonlyinraft.cluster.control;

import org.apache.ratis.StandIn;

/** Uses the library through the wall. */
final class PlantedStandInUser {
  private PlantedStandInUser() {}

  static Class<?> library() {
    return StandIn.class;
  }
}
