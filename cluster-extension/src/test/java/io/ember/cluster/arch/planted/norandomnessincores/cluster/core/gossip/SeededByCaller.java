package io.ember.cluster.arch.planted.norandomnessincores.cluster.core.gossip;

import java.util.random.RandomGenerator;

/** Draws from what it is handed. */
final class SeededByCaller {
  private SeededByCaller() {}

  static long draw(RandomGenerator random) {
    return random.nextLong();
  }
}
