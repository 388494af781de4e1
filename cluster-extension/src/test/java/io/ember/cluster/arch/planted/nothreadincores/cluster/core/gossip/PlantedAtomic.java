package io.ember.cluster.arch.planted.nothreadincores.cluster.core.gossip;

import java.util.concurrent.atomic.AtomicLong;

/** Breaks the rule that it is planted for. */
final class PlantedAtomic {
  private PlantedAtomic() {}

  static Object value() {
    return new AtomicLong();
  }
}
