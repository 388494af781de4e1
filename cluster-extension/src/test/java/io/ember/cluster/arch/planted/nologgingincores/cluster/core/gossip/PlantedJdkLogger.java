package io.ember.cluster.arch.planted.nologgingincores.cluster.core.gossip;

import java.util.logging.Logger;

/** Breaks the rule that it is planted for. */
final class PlantedJdkLogger {
  private PlantedJdkLogger() {}

  static Class<?> value() {
    return Logger.class;
  }
}
