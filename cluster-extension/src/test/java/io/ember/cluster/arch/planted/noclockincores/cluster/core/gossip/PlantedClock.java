package io.ember.cluster.arch.planted.noclockincores.cluster.core.gossip;

import java.time.Clock;

/** Breaks the rule that it is planted for. */
final class PlantedClock {
  private PlantedClock() {}

  static Clock value() {
    return Clock.systemUTC();
  }
}
