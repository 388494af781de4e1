package io.ember.cluster.arch.planted.nothreadincores.cluster.core.node;

import java.util.concurrent.ExecutorService;

/** Breaks the rule that it is planted for. */
final class PlantedExecutor {
  private PlantedExecutor() {}

  static Class<?> value() {
    return ExecutorService.class;
  }
}
