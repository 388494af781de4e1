package io.ember.cluster.arch.planted.norandomnessincores.cluster.core.gossip;

/** Breaks the rule that it is planted for. */
final class PlantedMathRandom {
  private PlantedMathRandom() {}

  static double value() {
    return Math.random();
  }
}
