package io.ember.cluster.arch.planted.nothreadincores.cluster.core.gossip;

import java.util.List;

/** Breaks the rule that it is planted for. */
final class PlantedParallelStream {
  private PlantedParallelStream() {}

  static long value() {
    return List.of(1).parallelStream().count();
  }
}
