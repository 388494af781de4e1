package io.ember.cluster.arch.planted.ratisonlyinraft.cluster.raft;

import org.apache.ratis.StandIn;

/** Uses the library behind its door. */
final class StandInUser {
  private StandInUser() {}

  static Class<?> library() {
    return StandIn.class;
  }
}
