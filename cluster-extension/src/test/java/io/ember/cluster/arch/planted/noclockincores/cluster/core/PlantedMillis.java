package io.ember.cluster.arch.planted.noclockincores.cluster.core;

/** Breaks the rule that it is planted for. */
final class PlantedMillis {
  private PlantedMillis() {}

  static long value() {
    return System.currentTimeMillis();
  }
}
