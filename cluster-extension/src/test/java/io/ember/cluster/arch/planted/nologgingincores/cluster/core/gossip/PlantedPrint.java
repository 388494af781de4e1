package io.ember.cluster.arch.planted.nologgingincores.cluster.core.gossip;

/** Breaks the rule that it is planted for. */
final class PlantedPrint {
  private PlantedPrint() {}

  static void print() {
    System.out.println();
  }
}
