package io.ember.cluster.arch.planted.affinityonlyinlane.cluster.control;

import net.openhft.affinity.AffinityLock;

/** Uses the library through the wall. */
final class PlantedAffinityLockUser {
  private PlantedAffinityLockUser() {}

  static Class<?> library() {
    return AffinityLock.class;
  }
}
