package io.ember.cluster.arch.planted.nologgingincores.cluster.core.gossip;

import org.slf4j.Logger;

/** Breaks the rule that it is planted for. */
final class PlantedLogger {
  private PlantedLogger() {}

  static Class<?> value() {
    return Logger.class;
  }
}
