package io.ember.cluster.arch.planted.noclockincores.cluster.core.gossip;

import java.time.Instant;

/** Breaks the rule that it is planted for. */
final class PlantedInstant {
  private PlantedInstant() {}

  static Instant value() {
    return Instant.now();
  }
}
