package io.ember.cluster.arch.planted.norandomnessincores.cluster.core.gossip;

import java.util.SplittableRandom;

/** Breaks the rule that it is planted for. */
final class PlantedSplittable {
  private PlantedSplittable() {}

  static Object value() {
    return new SplittableRandom(1);
  }
}
