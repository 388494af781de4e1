package io.ember.cluster.arch.planted.norandomnessincores.cluster.core.gossip;

import java.util.UUID;

/** Breaks the rule that it is planted for. */
final class PlantedUuid {
  private PlantedUuid() {}

  static UUID value() {
    return UUID.randomUUID();
  }
}
