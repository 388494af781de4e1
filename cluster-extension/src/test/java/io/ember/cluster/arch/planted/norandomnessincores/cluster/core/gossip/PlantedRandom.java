package io.ember.cluster.arch.planted.norandomnessincores.cluster.core.gossip;

import java.util.Random;

/** Breaks the rule that it is planted for. */
final class PlantedRandom {
  private PlantedRandom() {}

  static Object value() {
    return new Random(1);
  }
}
