package io.ember.cluster.arch.planted.norandomnessincores.cluster.core.gossip;

import java.util.random.RandomGenerator;

/** Breaks the rule that it is planted for. */
final class PlantedDefaultGenerator {
  private PlantedDefaultGenerator() {}

  static RandomGenerator value() {
    return RandomGenerator.getDefault();
  }
}
