package io.ember.cluster.arch.planted.nologgingincores.cluster.core.gossip;

/** Breaks the rule that it is planted for. */
final class PlantedStackTrace {
  private PlantedStackTrace() {}

  static void print(RuntimeException e) {
    e.printStackTrace();
  }
}
