package io.ember.cluster.arch.planted.noclockincores.cluster.core.gossip;

/** Breaks the rule that it is planted for. */
final class PlantedNanoTime {
  private PlantedNanoTime() {}

  static long value() {
    return System.nanoTime();
  }
}
