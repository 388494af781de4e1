package io.ember.cluster.arch.planted.affinityonlyinlane.cluster.lane;

import net.openhft.affinity.AffinityLock;

/** Uses the library behind its door. */
final class AffinityLockUser {
  private AffinityLockUser() {}

  static Class<?> library() {
    return AffinityLock.class;
  }
}
