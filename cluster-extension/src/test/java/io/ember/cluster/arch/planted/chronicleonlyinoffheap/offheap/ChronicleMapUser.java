package io.ember.cluster.arch.planted.chronicleonlyinoffheap.offheap;

import net.openhft.chronicle.map.ChronicleMap;

/** Uses the library behind its door. */
final class ChronicleMapUser {
  private ChronicleMapUser() {}

  static Class<?> library() {
    return ChronicleMap.class;
  }
}
