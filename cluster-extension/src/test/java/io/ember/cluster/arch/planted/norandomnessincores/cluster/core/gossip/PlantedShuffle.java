package io.ember.cluster.arch.planted.norandomnessincores.cluster.core.gossip;

import java.util.Collections;
import java.util.List;

/** Breaks the rule that it is planted for. */
final class PlantedShuffle {
  private PlantedShuffle() {}

  static void shuffle(List<String> names) {
    Collections.shuffle(names);
  }
}
