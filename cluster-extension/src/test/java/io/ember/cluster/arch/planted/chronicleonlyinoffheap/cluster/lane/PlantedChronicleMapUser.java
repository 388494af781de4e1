package io.ember.cluster.arch.planted.chronicleonlyinoffheap.cluster.lane;

import net.openhft.chronicle.map.ChronicleMap;

/** Uses the library through the wall. */
final class PlantedChronicleMapUser {
  private PlantedChronicleMapUser() {}

  static Class<?> library() {
    return ChronicleMap.class;
  }
}
