package io.ember.cluster.arch.planted.nothreadincores.cluster.core.gossip;

/** Breaks the rule that it is planted for. */
final class PlantedThread {
  private PlantedThread() {}

  static Thread value() {
    return Thread.currentThread();
  }
}
